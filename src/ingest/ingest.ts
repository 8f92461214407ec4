import path from "node:path";
import { PlayheadError } from "../errors";
import { openAppender, type Appender } from "../kafka/append";
import { partitionOf } from "../kafka/partitioner";
import type { Connection } from "../kafka/connection";
import { listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { checkTopicName, ensureTopic, topicId } from "../kafka/topics";
import type { OutgoingRecord } from "../kafka/record-batches";
import { withLock } from "../lock";
import { ProgressMeter, type OnProgress } from "../progress";
import { badRowsError } from "../tracks/bad-rows";
import { checkTrackFile, type TrackFileCheck } from "../tracks/check-file";
import { readTrackRows } from "../tracks/csv";
import type { GoodRow } from "../tracks/csv-rows";
import { entryRecord, readLedger, trackRecords, type Ledger, type LedgerEntry } from "./ledger";
import { HEADER, rowsPresent } from "./presence";
import { IngestReport } from "./report";

export interface IngestOptions {
  /** Topic to append to; default `raw-trackpoints`. */
  topic?: string;
  /** Partitions of the topic if it is made now; default 1. */
  partitions?: number;
  /** Append the file once more although it is in the topic; default false. */
  again?: boolean;
  /** Take the good rows of a file that has bad ones; default false: nothing of it. */
  skipBadRows?: boolean;
  /** Take a file whose track ids the topic already has from another file; default false. */
  joinTracks?: boolean;
  /** IANA name of the time zone the times are in, where they don't say; default UTC. */
  timeZone?: string;
  onProgress?: OnProgress | undefined;
}

interface Place {
  connection: Connection;
  ledgerTopic: string;
  topic: string;
  /** Folder for the lock files. */
  home: string;
}

/**
 * Appends a CSV file of GPS points to a topic: one record a row, keyed by track, with the event time as timestamp
 * and the row's columns as JSON. A file that is there already adds nothing, an interrupted one is finished, a grown
 * one adds its new rows.
 *
 * The file is read twice, first checked, then sent, so that a bad file leaves no trace.
 *
 * @throws PlayheadError FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, BAD_CSV, MISSING_COLUMN, BAD_ROW,
 *   TRACKS_EXIST, PARTITIONS_DIFFER, FILE_CHANGED, BROKER_UNREACHABLE
 */
export async function ingestFile(
  place: Place,
  file: string,
  options: IngestOptions = {},
): Promise<IngestReport> {
  checkTopicName(place.topic);
  // Two at once on one topic could both find the file missing.
  const lock = path.join(place.home, "locks", `ingest-${place.topic}`);
  return withLock(lock, () => new Ingest(place, file, options).run());
}

/** The topic that is appended to. */
interface Target {
  id: string;
  /** LOG-END-OFFSET of every partition, before anything is appended. */
  ends: PartitionOffsets;
}

class Ingest {
  private readonly startedAt = Date.now();

  constructor(
    private readonly place: Place,
    private readonly file: string,
    private readonly options: IngestOptions,
  ) {}

  async run(): Promise<IngestReport> {
    const { connection, ledgerTopic, topic } = this.place;
    await ensureTopic(connection, { topic: ledgerTopic, partitions: 1, compacted: true });
    const existing = await this.existingTopic();
    const ledger = await readLedger(connection, ledgerTopic, topic, existing?.id);
    const check = await this.checkFile(ledger);
    const last = this.lastCopy(ledger, check);
    if (last?.state === "complete" && this.options.again !== true)
      return this.report(check, existing?.ends.size ?? 0, 0);
    const target = existing ?? (await this.makeTopic());
    const entry = last?.state === "started" ? last : this.newEntry(ledger, check, target, last);
    const added = await this.send(ledger, entry, check, target.ends);
    return this.report(check, target.ends.size, added);
  }

  /** The topic as it is, or undefined where there is none yet. */
  private async existingTopic(): Promise<Target | undefined> {
    const { partitions } = this.options;
    const existing = await this.readTopic().catch((error: unknown) => {
      if (error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND") return undefined;
      throw error;
    });
    if (existing !== undefined && partitions !== undefined && existing.ends.size !== partitions)
      throw this.partitionsDiffer(existing.ends.size, partitions);
    return existing;
  }

  private async readTopic(): Promise<Target> {
    const { connection, topic } = this.place;
    const id = await topicId(connection, topic);
    return { id, ends: await listOffsets(connection, topic, "latest") };
  }

  private async makeTopic(): Promise<Target> {
    const { connection, topic } = this.place;
    await ensureTopic(connection, { topic, partitions: this.options.partitions ?? 1 });
    return this.readTopic();
  }

  private partitionsDiffer(has: number, wanted: number): PlayheadError {
    return new PlayheadError(
      "PARTITIONS_DIFFER",
      `${this.place.topic} has ${has} partitions, not ${wanted}`,
      {
        remedy:
          "leave the number out, or ingest into a topic of another name: a key must stay in its partition, so the number can't be changed later",
      },
    );
  }

  private async checkFile(ledger: Ledger): Promise<TrackFileCheck> {
    const { timeZone, skipBadRows, onProgress } = this.options;
    const knownPrefixes = ledger.entries.map(({ bytes, digest }) => ({ bytes, digest }));
    const check = await checkTrackFile(this.file, { timeZone, knownPrefixes, onProgress });
    if (check.badRowCount > 0 && skipBadRows !== true) throw badRowsError(check);
    return check;
  }

  /**
   * The last time the file was appended, if it ever was.
   *
   * @throws PlayheadError TIME_ZONE_DIFFERS, TRACKS_EXIST
   */
  private lastCopy(ledger: Ledger, check: TrackFileCheck): LedgerEntry | undefined {
    const [last] = ledger.entries
      .filter(({ digest }) => digest === check.digest)
      .sort((a, b) => b.copy - a.copy);
    if (last === undefined) this.refuseForeignTracks(ledger, check);
    else this.refuseOtherZone(last);
    return last;
  }

  private newEntry(
    ledger: Ledger,
    check: TrackFileCheck,
    target: Target,
    last: LedgerEntry | undefined,
  ): LedgerEntry {
    return {
      topic: this.place.topic,
      topicId: target.id,
      file: path.basename(this.file),
      digest: check.digest,
      bytes: check.bytes,
      rows: check.rows,
      copy: (last?.copy ?? 0) + 1,
      timeZone: this.timeZone,
      afterRow: last === undefined ? this.longestComplete(ledger, check) : 0,
      state: "started",
      startOffsets: Object.fromEntries(target.ends),
    };
  }

  private get timeZone(): string {
    return this.options.timeZone ?? "UTC";
  }

  /** The file's records are stamped with event times that the other zone would make other ones. */
  private refuseOtherZone(last: LedgerEntry): void {
    if (last.timeZone === this.timeZone || this.options.again === true) return;
    throw new PlayheadError(
      "TIME_ZONE_DIFFERS",
      `${this.file} is in ${last.topic} already, with its times read in ${last.timeZone}, not in ${this.timeZone}`,
      {
        remedy:
          "a record's timestamp can't be changed: ingest the file into a topic of its own (--topic NAME), or leave the zone as it was",
      },
    );
  }

  /** Rows of the longest shorter version of the file that is in the topic as a whole. */
  private longestComplete(ledger: Ledger, check: TrackFileCheck): number {
    const longest = check.prefixes.find(({ digest }) =>
      ledger.entries.some((entry) => entry.digest === digest && entry.state === "complete"),
    );
    return longest?.rows ?? 0;
  }

  /** Shorter versions of the file whose ingest was interrupted: their rows that did arrive are not sent again. */
  private interruptedPrefixes(ledger: Ledger, check: TrackFileCheck, { copy }: LedgerEntry): LedgerEntry[] {
    // A second copy is whole by itself.
    if (copy > 1) return [];
    const digests = new Set(check.prefixes.map(({ digest }) => digest));
    return ledger.entries.filter(
      ({ digest, state }) => state === "started" && digests.has(digest) && digest !== check.digest,
    );
  }

  /** Makes the function that tells whether a row is in its partition already. */
  private async rowsThere(
    started: LedgerEntry[],
    { afterRow }: LedgerEntry,
    ends: PartitionOffsets,
  ): Promise<(row: number, partition: number) => boolean> {
    const present = await Promise.all(
      started.map((entry) => {
        const partitions = Object.keys(entry.startOffsets).length;
        // Its rows may lie in other partitions than those their keys belong to now.
        if (partitions !== ends.size) throw this.partitionsDiffer(ends.size, partitions);
        return rowsPresent(this.place.connection, entry, ends);
      }),
    );
    return (row, partition) =>
      row <= afterRow || present.some((highest) => row <= (highest.get(partition) ?? 0));
  }

  private refuseForeignTracks(ledger: Ledger, check: TrackFileCheck): void {
    if (this.options.joinTracks === true) return;
    const own = new Set(check.prefixes.map(({ digest }) => digest));
    for (const [digest, tracks] of ledger.tracks) {
      if (own.has(digest)) continue;
      const shared = [...check.trackIds].filter((id) => tracks.has(id));
      if (shared.length === 0) continue;
      const other = ledger.entries.find((entry) => entry.digest === digest)?.file ?? "another file";
      const listed = shared.slice(0, 5).join(", ") + (shared.length > 5 ? ", …" : "");
      throw new PlayheadError(
        "TRACKS_EXIST",
        `${this.file} has tracks that ${this.place.topic} already has from ${other}: ${listed}. Their points would be joined into one journey, with a jump between the two`,
        {
          remedy:
            "ingest it into a topic of its own (--topic NAME) or a home of its own (PLAYHEAD_HOME=FOLDER); if it really is the same journey that goes on, say --join-tracks (joinTracks: true)",
        },
      );
    }
  }

  private async send(
    ledger: Ledger,
    entry: LedgerEntry,
    check: TrackFileCheck,
    ends: PartitionOffsets,
  ): Promise<number> {
    const { connection, ledgerTopic, topic } = this.place;
    const prefixes = this.interruptedPrefixes(ledger, check, entry);
    const isThere = await this.rowsThere([entry, ...prefixes], entry, ends);
    const appender = await openAppender(connection);
    const tracks = trackRecords(topic, check.digest, check.trackIds);
    await appender.append(ledgerTopic, [...tracks, entryRecord(entry)]);
    const added = await this.sendRows(appender, entry, check, ends.size, isThere);
    // What was missing of the shorter versions has come with this one.
    const done = [...prefixes, entry].map((each) => entryRecord({ ...each, state: "complete" }));
    await appender.append(ledgerTopic, done);
    return added;
  }

  private async sendRows(
    appender: Appender,
    entry: LedgerEntry,
    check: TrackFileCheck,
    partitions: number,
    isThere: (row: number, partition: number) => boolean,
  ): Promise<number> {
    const { onProgress, timeZone } = this.options;
    const label = `ingest ${entry.file}`;
    const meter = new ProgressMeter({ label, unit: "rows", total: check.rows }, onProgress);
    let added = 0;
    for await (const rows of readTrackRows(this.file, { timeZone, expected: check })) {
      const records: OutgoingRecord[] = [];
      for (const row of rows) {
        if (row.reason !== undefined) continue;
        const partition = partitionOf(row.point.track_id, partitions);
        if (!isThere(row.row, partition)) records.push(toRecord(entry, row, partition));
      }
      await appender.append(this.place.topic, records);
      added += records.length;
      meter.advance(rows.length);
    }
    meter.finish();
    return added;
  }

  private report(check: TrackFileCheck, partitions: number, added: number): IngestReport {
    return new IngestReport({
      file: path.basename(this.file),
      topic: this.place.topic,
      digest: check.digest,
      rows: check.rows,
      added,
      alreadyThere: check.rows - check.badRowCount - added,
      skippedRowCount: check.badRowCount,
      skippedRows: check.badRows,
      tracks: check.trackIds.size,
      partitions,
      firstEventTime: check.firstEventTime,
      lastEventTime: check.lastEventTime,
      durationMs: Date.now() - this.startedAt,
    });
  }
}

function toRecord(entry: LedgerEntry, { row, point, eventTime }: GoodRow, partition: number): OutgoingRecord {
  return {
    key: point.track_id,
    value: JSON.stringify(point),
    timestamp: eventTime,
    partition,
    headers: { [HEADER.digest]: entry.digest, [HEADER.copy]: String(entry.copy), [HEADER.row]: String(row) },
  };
}
