import { createHash } from "node:crypto";
import path from "node:path";
import { PlayheadError } from "../errors";
import { openAppender } from "../kafka/append";
import type { Connection } from "../kafka/connection";
import { checkTopicName } from "../kafka/legal-names";
import { listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { warningsOf } from "../kafka/topic-warnings";
import { ensureTopic, topicId } from "../kafka/topics";
import { withLock } from "../lock";
import type { OnProgress } from "../progress";
import { badRowsError } from "../tracks/bad-rows";
import { checkTrackFile, type TrackFileCheck } from "../tracks/check-file";
import { entryRecord, readLedger, trackRecords, type Ledger, type LedgerEntry } from "./ledger";
import { Pacer, type Speed } from "./pacer";
import { rowsPresent } from "./presence";
import { IngestReport } from "./report";
import { sendRows, type Sent } from "./send-rows";

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
  /**
   * How many times faster than it happened the file is replayed: 60 makes a minute of an hour. Default `max`, as fast as it
   * goes. The order is the file's in any case, see {@link Timeline}.
   */
  speed?: Speed;
  /** Ends it early: what has been appended stays, and the next call goes on from there. */
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

export interface IngestPlace {
  connection: Connection;
  ledgerTopic: string;
  topic: string;
  /** Folder for the lock files. */
  home: string;
}

/**
 * Appends a file of GPS points, CSV or (by its ending) GPX, to a topic: one record a row or point, keyed by track, with
 * the event time as timestamp and the row's columns as JSON. A file that is there already adds nothing, an interrupted
 * one is finished, a grown CSV adds its new rows; a grown GPX is another file with the same tracks. Rows come at once,
 * or at the pace in which they happened.
 *
 * The file is read twice, first checked, then sent, so that a bad file leaves no trace.
 *
 * @throws PlayheadError FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, FILE_TOO_LARGE, BAD_CSV, BAD_GPX, MISSING_COLUMN,
 *   BAD_ROW, TRACKS_EXIST, PARTITIONS_DIFFER, FILE_CHANGED, BAD_OPTION, BROKER_UNREACHABLE; ABORTED where the signal
 *   says stop before anything was appended
 */
export async function ingestFile(
  place: IngestPlace,
  file: string,
  options: IngestOptions & { onAppended?: () => void } = {},
): Promise<IngestReport> {
  checkTopicName(place.topic);
  const pacer = new Pacer(options.speed ?? "max", options.signal);
  // Two at once on one topic could both find the file missing.
  const lock = path.join(place.home, "locks", `ingest-${shortened(place.topic)}`);
  return withLock(lock, () => new Ingest(place, file, options, pacer).run());
}

/** A topic's name as a part of a file's name: it may be so long that no more fits into one. */
function shortened(topic: string): string {
  return createHash("sha256").update(topic).digest("hex").slice(0, 16);
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
    private readonly place: IngestPlace,
    private readonly file: string,
    private readonly options: IngestOptions & { onAppended?: () => void },
    private readonly pacer: Pacer,
  ) {}

  async run(): Promise<IngestReport> {
    const { connection, ledgerTopic, topic } = this.place;
    await ensureTopic(connection, { topic: ledgerTopic, partitions: 1, compacted: true });
    const existing = await this.existingTopic();
    const ledger = await readLedger(connection, ledgerTopic, topic, existing?.id);
    const check = await this.checkFile(ledger);
    const last = this.lastCopy(ledger, check);
    if (last?.state === "complete" && this.options.again !== true)
      return this.report(check, existing?.ends.size ?? 0, {
        added: 0,
        there: check.rows - check.badRowCount,
      });
    const target = existing ?? (await this.makeTopic());
    const entry = last?.state === "started" ? last : this.newEntry(ledger, check, target, last);
    return this.report(check, target.ends.size, await this.send(ledger, entry, check, target.ends));
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
    const { timeZone, skipBadRows, onProgress, signal } = this.options;
    const knownPrefixes = ledger.entries.map(({ bytes, digest }) => ({ bytes, digest }));
    const options = { timeZone, knownPrefixes, onProgress, signal };
    const check = await checkTrackFile(this.file, options).catch((error: unknown) => {
      throw signal?.aborted === true ? stoppedBefore(this.file) : error;
    });
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
  ): Promise<Sent> {
    const { connection, ledgerTopic, topic } = this.place;
    const prefixes = this.interruptedPrefixes(ledger, check, entry);
    const isThere = await this.rowsThere([entry, ...prefixes], entry, ends);
    const appender = await openAppender(connection);
    const tracks = trackRecords(topic, check.digest, check.trackIds);
    await appender.append(ledgerTopic, [...tracks, entryRecord(entry)]);
    const { timeZone, onProgress, onAppended } = this.options;
    const { file, pacer } = this;
    const sending = { file, entry, check, partitions: ends.size, timeZone, isThere, pacer };
    const sent = await sendRows(appender, { ...sending, onProgress, onAppended });
    if (sent.stoppedBefore !== undefined) return sent;
    // What was missing of the shorter versions has come with this one.
    const done = [...prefixes, entry].map((each) => entryRecord({ ...each, state: "complete" }));
    await appender.append(ledgerTopic, done);
    return sent;
  }

  private async report(check: TrackFileCheck, partitions: number, sent: Sent): Promise<IngestReport> {
    const { connection, ledgerTopic, topic } = this.place;
    const inUse = [{ topic }, { topic: ledgerTopic, compacted: true }];
    const report = new IngestReport({
      file: path.basename(this.file),
      topic,
      digest: check.digest,
      rows: check.rows,
      added: sent.added,
      alreadyThere: sent.there,
      stoppedAfterRow: sent.stoppedBefore === undefined ? undefined : sent.stoppedBefore - 1,
      skippedRowCount: check.badRowCount,
      skippedRows: check.badRows,
      tracks: check.trackIds.size,
      partitions,
      firstEventTime: check.firstEventTime,
      lastEventTime: check.lastEventTime,
      durationMs: Date.now() - this.startedAt,
      warnings: await warningsOf(connection, inUse),
      ...(check.gpx === undefined ? {} : { gpx: check.gpx }),
    });
    const { file, rows, added, durationMs } = report.facts;
    connection.log.note("info", "ingested", { file, topic, rows, added, durationMs });
    return report;
  }
}

function stoppedBefore(file: string): PlayheadError {
  return new PlayheadError("ABORTED", `Stopped before anything of ${path.basename(file)} was appended`, {
    remedy: "call it again",
  });
}
