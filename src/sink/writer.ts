import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import { commitOffsets, listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { clusterId, ensureTopic } from "../kafka/topics";
import type { Names } from "../names";
import { hasCaughtUp, outputEnds, RunsReader, type Run, type Runs } from "../processor/runs";
import { untilReadable } from "../processor/standing";
import { ProgressMeter, type OnProgress } from "../progress";
import { choosePromoted } from "./promotion";
import { PendingResults } from "./results";
import { Store, type StepOutcome } from "./store";
import { WriteReport } from "./write-report";

export interface WriterPlace {
  connection: Connection;
  names: Names;
  outputTopic: string;
  /** The database file. */
  file: string;
  /** Kafka group that shows how far the file is; `undefined` for a file beside the home's own. */
  group: string | undefined;
}

export interface WriteOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/** A writer that goes on until it is told to stop. */
export interface FollowingWriter {
  /** Resolves after `stop()`; rejects when the writer fails before. */
  readonly done: Promise<WriteReport>;
  stop(): Promise<WriteReport>;
}

/** Outputs per DuckDB transaction: so many that the file is free again within a fraction of a second. */
const OUTPUTS_PER_STEP = 50_000;
/** A follower looks for news this often, ms. */
const POLL = 100;

/**
 * Brings the database file up to the end of the output topic, as it is now, and changes readers over to a run that
 * has thereby caught up.
 *
 * The offsets stored in the file decide what is read; the group's offsets in Kafka only show it. Killed at any
 * moment, the next call goes on where the last transaction ended.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, SINK_BUSY, SINK_UNREADABLE, SINK_OTHER_CLUSTER, LOG_GAP
 *   (the topic is another one by that name), DISK_FULL, BROKER_UNREACHABLE
 */
export async function writeUntilCaughtUp(place: WriterPlace, options: WriteOptions): Promise<WriteReport> {
  const writer = await Writer.open(place, options);
  await writer.catchUp();
  return writer.finish();
}

/** Writes whatever arrives until `stop()`. Returns when it has first caught up. */
export async function writeFollowing(place: WriterPlace, options: WriteOptions): Promise<FollowingWriter> {
  const stopping = new AbortController();
  const { signal } = stopping;
  options.signal?.addEventListener("abort", () => stopping.abort(), { once: true });
  if (options.signal?.aborted) stopping.abort();
  const writer = await Writer.open(place, { ...options, signal });
  await writer.catchUp();
  const done = (async () => {
    while (!signal.aborted) {
      await writer.catchUp();
      await pause(signal);
    }
    return writer.finish();
  })();
  return {
    done,
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, POLL);
    signal.addEventListener("abort", end);
  });
}

class Writer {
  private readonly report: WriteReport;
  private readonly runs: RunsReader;
  private shown: string | undefined;

  private constructor(
    private readonly place: WriterPlace,
    private readonly options: WriteOptions,
    private readonly store: Store,
    private positions: PartitionOffsets,
  ) {
    this.report = new WriteReport(place.file, place.outputTopic);
    this.runs = new RunsReader(place.connection, place.names.runs);
  }

  static async open(place: WriterPlace, options: WriteOptions): Promise<Writer> {
    const { connection, names, outputTopic, file } = place;
    await ensureTopic(connection, { topic: names.runs, partitions: 1, compacted: true });
    await listOffsets(connection, outputTopic, "earliest");
    const store = await Store.open(file, await clusterId(connection), outputTopic);
    return new Writer(place, options, store, await store.positions());
  }

  finish(): WriteReport {
    return this.report.close();
  }

  /** Writes everything that is in the output topic now. */
  async catchUp(): Promise<void> {
    const { connection, outputTopic } = this.place;
    // In this order: whatever a run says it has produced must then be found in the topic.
    const runs = await this.runs.read();
    const ends = await this.endsCovering(runs);
    const starts = await listOffsets(connection, outputTopic, "earliest");
    let todo = 0;
    for (const [partition, end] of ends) todo += end - this.position(partition, starts);
    const meter = new ProgressMeter(
      { label: `write ${outputTopic}`, unit: "records", total: todo },
      todo > 0 ? this.options.onProgress : undefined,
    );
    for (const [partition, until] of ends) {
      if (!(await this.writePartition(partition, until, starts, runs, meter))) return this.catchUp();
    }
    // Runs and the promoted one may have changed without a new output: a filter emits nothing.
    const state = JSON.stringify([[...runs.byId], this.caughtUpIn(runs)]);
    if (this.shown !== state) {
      const nothing = new PendingResults();
      if (!(await this.apply(nothing, this.positions, this.positions, runs))) return this.catchUp();
    }
    this.shown = state;
    meter.finish();
  }

  private position(partition: number, starts: PartitionOffsets): number {
    return this.positions.get(partition) ?? starts.get(partition) ?? 0;
  }

  private requireSameTopic(ends: PartitionOffsets): void {
    const { outputTopic, file } = this.place;
    for (const [partition, position] of this.positions) {
      const end = ends.get(partition) ?? 0;
      if (position <= end) continue;
      throw new PlayheadError(
        "LOG_GAP",
        `${file} has read ${outputTopic} partition ${partition} up to offset ${position}, but it ends at ${end}: the topic was deleted and made again`,
        { remedy: "move the file away and write again: it is built anew from the topic" },
      );
    }
  }

  /** The ends up to which committed outputs can be read; all that the runs tell of is before them. */
  private async endsCovering(runs: Runs): Promise<PartitionOffsets> {
    const { connection, outputTopic } = this.place;
    const told: PartitionOffsets = new Map();
    for (const run of this.ours(runs)) {
      for (const [partition, end] of outputEnds(run, runs)) {
        told.set(partition, Math.max(told.get(partition) ?? 0, end));
      }
    }
    this.requireSameTopic(await listOffsets(connection, outputTopic, "latest"));
    await untilReadable(connection, outputTopic, told, this.options.signal);
    return listOffsets(connection, outputTopic, "stable");
  }

  private ours(runs: Runs): Run[] {
    return [...runs.byId.values()].filter((run) => run.outputTopic === this.place.outputTopic);
  }

  private async writePartition(
    partition: number,
    until: number,
    starts: PartitionOffsets,
    runs: Runs,
    meter: ProgressMeter,
  ): Promise<boolean> {
    const { connection, outputTopic } = this.place;
    const { signal } = this.options;
    let pending = new PendingResults();
    const from = this.position(partition, starts);
    let written = this.positions.get(partition);
    let nextOffset = from;
    const flush = async (): Promise<boolean> => {
      const before = new Map([[partition, written]]);
      const after = new Map([[partition, nextOffset]]);
      if (!(await this.apply(pending, before, after, runs))) return false;
      written = nextOffset;
      pending = new PendingResults();
      return true;
    };
    const range = { topic: outputTopic, partition, from, until };
    for await (const batch of readLog(connection, signal ? { ...range, signal } : range)) {
      for (const record of batch.records) pending.add(record);
      nextOffset = batch.nextOffset;
      meter.advance(batch.records.length);
      if (pending.outputs >= OUTPUTS_PER_STEP && !(await flush())) return false;
    }
    return nextOffset === (written ?? from) || flush();
  }

  private async apply(
    pending: PendingResults,
    from: ReadonlyMap<number, number | undefined>,
    to: PartitionOffsets,
    runs: Runs,
  ): Promise<boolean> {
    const reached = new Map([...this.positions, ...to]);
    const caughtUp = (run: Run): boolean => this.isComplete(run, runs, reached);
    const outcome: StepOutcome = await this.store.apply({
      rows: pending.all(),
      from,
      to,
      runs: this.ours(runs),
      caughtUp,
      promote: (promoted) => choosePromoted(promoted, this.ours(runs), caughtUp),
    });
    if (!outcome.applied) {
      this.positions = await this.store.positions();
      return false;
    }
    this.positions = reached;
    this.report.add(pending.outputs, outcome.changedOver);
    await this.mirror(to);
    return true;
  }

  /** Whether every result up to the run's goal is among what has been written. */
  private isComplete(run: Run, runs: Runs, reached: PartitionOffsets): boolean {
    if (!hasCaughtUp(run, runs)) return false;
    return [...outputEnds(run, runs)].every(([partition, offset]) => (reached.get(partition) ?? 0) >= offset);
  }

  private caughtUpIn(runs: Runs): string[] {
    return this.ours(runs)
      .filter((run) => this.isComplete(run, runs, this.positions))
      .map(({ id }) => id);
  }

  private async mirror(offsets: PartitionOffsets): Promise<void> {
    const { connection, outputTopic, group } = this.place;
    if (group === undefined || offsets.size === 0) return;
    await commitOffsets(connection, group, outputTopic, offsets).catch((error: unknown) => {
      if (!(error instanceof PlayheadError && error.code === "GROUP_ACTIVE")) throw error;
      throw new PlayheadError(
        "GROUP_ACTIVE",
        `Another program has joined the group ${group}, which mirrors the database`,
        {
          remedy: "let that program use a group of its own; what has been written to the database stays",
          cause: error,
        },
      );
    });
  }
}
