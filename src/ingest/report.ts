import { inspect } from "node:util";
import type { BadRow } from "../tracks/csv-rows";
import type { GpxFacts } from "../tracks/gpx";
import { warningLines } from "../view/warning-lines";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle, prose } from "../view/mime";

export interface IngestFacts {
  file: string;
  topic: string;
  /** SHA-256 of the file, in hexadecimal. */
  digest: string;
  /** Data rows of the file, or points of a GPX file's tracks; good and bad. */
  rows: number;
  /** Records this call has appended. */
  added: number;
  /** Rows that were in the topic before. */
  alreadyThere: number;
  /** The row of the file after which a signal ended it: the next call goes on there. */
  stoppedAfterRow: number | undefined;
  skippedRowCount: number;
  /** The first of the rows that were left out. */
  skippedRows: BadRow[];
  tracks: number;
  partitions: number;
  /** Epoch ms of the first and last point, if there is one. */
  firstEventTime: number | undefined;
  lastEventTime: number | undefined;
  durationMs: number;
  /** Of what the topic's settings take away, see `topicWarnings`. */
  warnings: readonly string[];
  /** Of a GPX file: what was not read of it, and how many points have no time. */
  gpx?: GpxFacts;
}

/** What one call of `ingest` did. */
export class IngestReport implements Displayable {
  constructor(readonly facts: Readonly<IngestFacts>) {}

  /** Records this call has appended. */
  get added(): number {
    return this.facts.added;
  }

  toJSON(): IngestFacts {
    return this.facts;
  }

  get text(): string {
    const { file, topic, rows, added, alreadyThere, tracks, partitions, skippedRowCount, skippedRows } =
      this.facts;
    const { stoppedAfterRow: stopped } = this.facts;
    const { gpx } = this.facts;
    const what = gpx === undefined ? "rows" : "points";
    const lines = [
      added === 0 && alreadyThere > 0 && stopped === undefined
        ? `${file}: already in ${topic}, all ${alreadyThere} ${what} of it; nothing added`
        : `${file}: ${added} records added to ${topic}` +
          (alreadyThere > 0 ? `, ${alreadyThere} ${what} were there before` : ""),
      `${rows} ${what}, ${plural(tracks, "track")}, ${plural(partitions, "partition")}${this.timeSpan()}`,
    ];
    if (stopped !== undefined)
      lines.push(`stopped after row ${stopped} of ${rows}; ingesting the file again goes on there`);
    if (gpx !== undefined) lines.push(...gpxLines(gpx));
    if (skippedRowCount > 0) {
      lines.push(`left out ${skippedRowCount} bad ${what}:`);
      for (const { line, reason } of skippedRows) lines.push(`  line ${line}: ${reason}`);
      if (skippedRowCount > skippedRows.length)
        lines.push(`  and ${skippedRowCount - skippedRows.length} more`);
    }
    return lines.join("\n") + warningLines(this.facts.warnings);
  }

  private timeSpan(): string {
    const { firstEventTime, lastEventTime } = this.facts;
    if (firstEventTime === undefined || lastEventTime === undefined) return "";
    return `, ${minute(firstEventTime)} to ${minute(lastEventTime)} UTC`;
  }

  [inspect.custom](): string {
    return this.text;
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return prose(this.text);
  }
}

function minute(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 16).replace("T", " ");
}

function gpxLines({ waypoints, routes, untimed }: GpxFacts): string[] {
  const ignored = [
    ...(waypoints > 0 ? [plural(waypoints, "waypoint")] : []),
    ...(routes > 0 ? [plural(routes, "route")] : []),
  ];
  return [
    ...(ignored.length > 0
      ? [`not read: ${ignored.join(" and ")} (places and plans, not points that were recorded)`]
      : []),
    ...(untimed > 0
      ? [`without a time: ${plural(untimed, "point")}; windows of time will refuse this topic`]
      : []),
  ];
}

function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
