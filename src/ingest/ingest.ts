import path from "node:path";
import { PlayheadError } from "../errors";
import { openAppender, partitionOf } from "../kafka/append";
import type { Connection } from "../kafka/connection";
import { listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { ensureTopic } from "../kafka/topics";
import type { OutgoingRecord } from "../kafka/transactions";
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
  // Two at once on one topic could both find the file missing.
  const lock = path.join(place.home, "locks", `ingest-${place.topic}`);
  return withLock(lock, () => new Ingest(place, file, options).run());
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
    const ends = await this.topicEnds();
    const ledger = await readLedger(connection, ledgerTopic, topic, ends ?? new Map<number, number>());
    const check = await this.checkFile(ledger);
    const { entry, skip } = await this.plan(ledger, check, ends ?? new Map<number, number>());
    if (entry === undefined) return this.report(check, ends?.size ?? 0, 0);
    const partitions = ends ?? (await this.makeTopic());
    const added = await this.send(entry, check, partitions, skip);
    return this.report(check, partitions.size, added);
  }

  /** The ends of the topic's partitions, or undefined where there is no such topic yet. */
  private async topicEnds(): Promise<PartitionOffsets | undefined> {
    const { connection, topic } = this.place;
    const { partitions } = this.options;
    const ends = await listOffsets(connection, topic, "latest").catch((error: unknown) => {
      if (error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND") return undefined;
      throw error;
    });
    if (ends !== undefined && partitions !== undefined && ends.size !== partitions) {
      throw new PlayheadError(
        "PARTITIONS_DIFFER",
        `${topic} has ${ends.size} partitions, not ${partitions}`,
        {
          remedy:
            "leave the number out, or ingest into a topic of another name: a key must stay in its partition, so the number can't be changed later",
        },
      );
    }
    return ends;
  }

  private async makeTopic(): Promise<PartitionOffsets> {
    const { connection, topic } = this.place;
    await ensureTopic(connection, { topic, partitions: this.options.partitions ?? 1 });
    return listOffsets(connection, topic, "latest");
  }

  private async checkFile(ledger: Ledger): Promise<TrackFileCheck> {
    const { timeZone, skipBadRows, onProgress } = this.options;
    const knownPrefixes = ledger.entries.map(({ bytes, digest }) => ({ bytes, digest }));
    const check = await checkTrackFile(this.file, { timeZone, knownPrefixes, onProgress });
    if (check.badRowCount > 0 && skipBadRows !== true) throw badRowsError(check);
    return check;
  }

  /** What is to be sent: the ledger's entry for it, and which rows are there already. No entry: nothing to do. */
  private async plan(
    ledger: Ledger,
    check: TrackFileCheck,
    ends: PartitionOffsets,
  ): Promise<{ entry: LedgerEntry | undefined; skip: (row: number, partition: number) => boolean }> {
    const { connection, topic } = this.place;
    const same = ledger.entries
      .filter(({ digest }) => digest === check.digest)
      .sort((a, b) => a.copy - b.copy);
    const last = same.at(-1);
    if (last !== undefined) this.refuseOtherZone(last);
    if (last?.state === "started") {
      const present = await rowsPresent(connection, last, ends);
      const shorter = await this.interruptedPrefix(ledger, check, ends);
      const skip = (row: number, partition: number): boolean =>
        row <= last.afterRow || row <= (present.get(partition) ?? 0) || shorter(row, partition);
      return { entry: last, skip };
    }
    if (last !== undefined && this.options.again !== true) return { entry: undefined, skip: () => true };
    const prefix = last === undefined ? this.longestComplete(ledger, check) : undefined;
    if (last === undefined) this.refuseForeignTracks(ledger, check);
    const entry: LedgerEntry = {
      topic,
      file: path.basename(this.file),
      digest: check.digest,
      bytes: check.bytes,
      rows: check.rows,
      copy: (last?.copy ?? 0) + 1,
      timeZone: this.timeZone,
      afterRow: prefix?.rows ?? 0,
      state: "started",
      startOffsets: Object.fromEntries(ends),
      endOffsets: {},
    };
    const shorter = last === undefined ? await this.interruptedPrefix(ledger, check, ends) : () => false;
    return { entry, skip: (row, partition) => row <= entry.afterRow || shorter(row, partition) };
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

  private longestComplete(ledger: Ledger, check: TrackFileCheck): { rows: number } | undefined {
    return check.prefixes.find(({ digest }) =>
      ledger.entries.some((entry) => entry.digest === digest && entry.state === "complete"),
    );
  }

  /** A shorter version of the file whose ingest was interrupted: its rows that did arrive are not sent again. */
  private async interruptedPrefix(
    ledger: Ledger,
    check: TrackFileCheck,
    ends: PartitionOffsets,
  ): Promise<(row: number, partition: number) => boolean> {
    const digests = new Set(check.prefixes.map(({ digest }) => digest));
    const started = ledger.entries.filter(
      ({ digest, state }) => state === "started" && digests.has(digest) && digest !== check.digest,
    );
    const present = await Promise.all(
      started.map((entry) => rowsPresent(this.place.connection, entry, ends)),
    );
    return (row, partition) => present.some((highest) => row <= (highest.get(partition) ?? 0));
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
    entry: LedgerEntry,
    check: TrackFileCheck,
    partitions: PartitionOffsets,
    skip: (row: number, partition: number) => boolean,
  ): Promise<number> {
    const { connection, ledgerTopic, topic } = this.place;
    const { onProgress, timeZone } = this.options;
    const meter = new ProgressMeter(
      { label: `ingest ${entry.file}`, unit: "rows", total: check.rows },
      onProgress,
    );
    const appender = await openAppender(connection);
    let added = 0;
    try {
      const tracks = trackRecords(topic, check.digest, check.trackIds);
      await appender.append(ledgerTopic, [...tracks, entryRecord(entry)]);
      for await (const rows of readTrackRows(this.file, { timeZone, expected: check })) {
        const records: OutgoingRecord[] = [];
        for (const row of rows) {
          if (row.reason !== undefined) continue;
          const partition = partitionOf(row.point.track_id, partitions.size);
          if (!skip(row.row, partition)) records.push(toRecord(entry, row, partition));
        }
        await appender.append(topic, records);
        added += records.length;
        meter.advance(rows.length);
      }
      const endOffsets = Object.fromEntries(await listOffsets(connection, topic, "latest"));
      await appender.append(ledgerTopic, [entryRecord({ ...entry, state: "complete", endOffsets })]);
    } finally {
      await appender.close();
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
