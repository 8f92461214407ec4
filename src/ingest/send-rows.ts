import type { Appender } from "../kafka/append";
import { partitionOf } from "../kafka/partitioner";
import type { OutgoingRecord } from "../kafka/record-batches";
import { ProgressMeter, type OnProgress } from "../progress";
import type { TrackFileCheck } from "../tracks/check-file";
import type { GoodRow } from "../tracks/csv-rows";
import { NO_TIME } from "../tracks/no-time";
import { Timeline } from "../tracks/timeline";
import { readTrackFile } from "../tracks/track-file";
import type { LedgerEntry } from "./ledger";
import type { Pacer, Placed } from "./pacer";
import { HEADER } from "./presence";

/** What came of sending a file's rows. */
export interface Sent {
  added: number;
  /** Rows that were in the topic before. */
  there: number;
  /** The row before which a signal ended it, if one did. */
  stoppedBefore?: number;
}

export interface Sending {
  file: string;
  entry: LedgerEntry;
  check: TrackFileCheck;
  partitions: number;
  timeZone: string | undefined;
  /** Whether a row is in its partition already. */
  isThere: (row: number, partition: number) => boolean;
  pacer: Pacer;
  onProgress: OnProgress | undefined;
  /** Called after the first rows have arrived. */
  onAppended: (() => void) | undefined;
}

interface PlacedRow extends Placed {
  row: GoodRow;
  partition: number;
}

/** Appends the rows that are missing, in the file's order, at the pacer's pace. */
export async function sendRows(appender: Appender, sending: Sending): Promise<Sent> {
  const { file, entry, check, timeZone, pacer, onProgress, onAppended } = sending;
  const meter = new ProgressMeter(
    { label: `ingest ${entry.file}`, unit: "rows", total: check.rows },
    onProgress,
  );
  const told = ({ row, place }: PlacedRow, eventMs: number): void => {
    if (row.eventTime === null) return;
    meter.reached(row.eventTime - eventMs, pacer.takes(check.replayMs - place + eventMs));
  };
  const missingOf = missingRows(sending);
  const sent: Sent = { added: 0, there: 0 };
  for await (const rows of readTrackFile(file, { timeZone, expected: check, name: entry.file })) {
    const { missing, there } = missingOf(rows.filter((row): row is GoodRow => row.reason === undefined));
    sent.there += there;
    meter.advance(rows.length - missing.length);
    let done = 0;
    for await (const due of pacer.whenDue(missing, told)) {
      await appender.append(
        entry.topic,
        due.map(({ row, partition }) => toRecord(entry, row, partition)),
      );
      done += due.length;
      meter.advance(due.length);
      const last = due.at(-1);
      if (pacer.isPaced && last !== undefined) told(last, 0);
      onAppended?.();
    }
    sent.added += done;
    const next = missing[done];
    if (next === undefined) continue;
    sent.stoppedBefore = next.row.row;
    break;
  }
  meter.finish();
  return sent;
}

/** Makes the function that tells which of the next rows are not in the topic yet, and when they are to come. */
function missingRows({ check, partitions, isThere }: Sending) {
  const timeline = new Timeline();
  const notBegun = new Set(check.trackIds);
  return (rows: readonly GoodRow[]): { missing: PlacedRow[]; there: number } => {
    const missing: PlacedRow[] = [];
    for (const row of rows) {
      const place = timeline.place(row.eventTime, notBegun.delete(row.point.track_id));
      const partition = partitionOf(row.point.track_id, partitions);
      if (!isThere(row.row, partition)) missing.push({ row, place, partition });
    }
    return { missing, there: rows.length - missing.length };
  };
}

function toRecord(entry: LedgerEntry, { row, point, eventTime }: GoodRow, partition: number): OutgoingRecord {
  return {
    key: point.track_id,
    value: JSON.stringify(point),
    timestamp: eventTime ?? NO_TIME,
    partition,
    headers: { [HEADER.digest]: entry.digest, [HEADER.copy]: String(entry.copy), [HEADER.row]: String(row) },
  };
}
