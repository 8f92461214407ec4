import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import { listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { clusterId, ensureTopic } from "../kafka/topics";
import type { Names } from "../names";
import { hasCaughtUp, outputEnds, RunsReader, type Run, type Runs } from "../processor/runs";
import { untilReadable } from "../processor/standing";
import { ProgressMeter, type OnProgress } from "../progress";
import { Flow, type Portion } from "./flow";
import { mirrorOffsets } from "./mirror";
import { Pace } from "./pace";
import { choosePromoted } from "./promotion";
import { PendingResults } from "./results";
import { Store } from "./store";
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

/** One writer's work on one file, from call to call of {@link Writer.catchUp}. */
export class Writer {
  private readonly report: WriteReport;
  private readonly runs: RunsReader;
  private readonly pace = new Pace();
  /** What the file says of the runs. */
  private shown: string | undefined;

  private constructor(
    private readonly place: WriterPlace,
    private readonly options: WriteOptions,
    private readonly store: Store,
    private positions: PartitionOffsets,
    shownAs: string,
  ) {
    this.report = new WriteReport(shownAs, place.outputTopic);
    this.runs = new RunsReader(place.connection, place.names.runs);
  }

  /** @param shownAs the file that the report names, where the one that is written is a draft of it */
  static async open(place: WriterPlace, options: WriteOptions, shownAs = place.file): Promise<Writer> {
    const { connection, names, outputTopic, file } = place;
    await ensureTopic(connection, { topic: names.runs, partitions: 1, compacted: true });
    await listOffsets(connection, outputTopic, "earliest");
    const store = await Store.open(file, await clusterId(connection), outputTopic);
    return new Writer(place, options, store, await store.positions(), shownAs);
  }

  /** How far the file has come. */
  get reached(): PartitionOffsets {
    return this.positions;
  }

  /** @param kept where a file that was no database has been put */
  finish(kept?: string): WriteReport {
    this.report.kept = kept;
    return this.report.close();
  }

  /** Writes everything that is in the output topic now. */
  async catchUp(): Promise<void> {
    // Again where another writer was quicker: from where the file then stands.
    while (!(await this.tryToCatchUp()));
  }

  private async tryToCatchUp(): Promise<boolean> {
    const { connection, outputTopic } = this.place;
    // In this order: whatever a run says it has produced must then be found in the topic.
    const runs = await this.runs.read();
    const ends = await this.endsCovering(runs);
    const starts = await listOffsets(connection, outputTopic, "earliest");
    let todo = 0;
    for (const [partition, end] of ends) todo += Math.max(0, end - this.position(partition, starts));
    const meter = new ProgressMeter(
      { label: `write ${outputTopic}`, unit: "records", total: todo },
      todo > 0 ? this.options.onProgress : undefined,
    );
    if (!(await this.readAndWrite(ends, starts, runs, meter))) return false;
    // Runs and the promoted one may have changed without a new output: a filter emits nothing.
    if (this.shown !== this.stateOf(runs)) {
      const nothing = { results: new PendingResults(), from: this.positions, to: this.positions };
      if (!(await this.apply(nothing, runs))) return false;
    }
    meter.finish();
    return true;
  }

  private async readAndWrite(
    ends: PartitionOffsets,
    starts: PartitionOffsets,
    runs: Runs,
    meter: ProgressMeter,
  ): Promise<boolean> {
    const flow = new Flow(this.positions, this.pace, (portion) => this.apply(portion, runs));
    try {
      for (const [partition, until] of ends) {
        if (!(await this.readPartition(partition, until, starts, flow, meter))) return false;
      }
      return await flow.finish();
    } finally {
      await flow.abandon();
    }
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
        { remedy: "build the file anew from the topic: `npx playhead write --rebuild`" },
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

  private async readPartition(
    partition: number,
    until: number,
    starts: PartitionOffsets,
    flow: Flow,
    meter: ProgressMeter,
  ): Promise<boolean> {
    const { signal } = this.options;
    let position = this.position(partition, starts);
    const range = { topic: this.place.outputTopic, partition, from: position, until };
    for await (const batch of readLog(this.place.connection, signal ? { ...range, signal } : range)) {
      if (batch.nextOffset === position) continue;
      meter.advance(batch.nextOffset - position);
      position = batch.nextOffset;
      if (!(await flow.take(partition, batch))) return false;
    }
    return true;
  }

  /** False where the file stands elsewhere than this writer thought: it has looked again then. */
  private async apply({ results, from, to }: Portion, runs: Runs): Promise<boolean> {
    const reached = new Map([...this.positions, ...to]);
    const caughtUp = (run: Run): boolean => this.isComplete(run, runs, reached);
    const step = {
      rows: results.rows(),
      from,
      to,
      runs: this.ours(runs),
      caughtUp,
      promote: (promoted: Run | undefined) => choosePromoted(promoted, this.ours(runs), caughtUp),
    };
    const { applied, changedOver } = await this.store.apply(step, () => delay(this.pace.breath()));
    this.pace.released();
    if (!applied) {
      this.positions = await this.store.positions();
      return false;
    }
    this.positions = reached;
    this.shown = this.stateOf(runs);
    this.report.add(results.outputs, changedOver);
    const { connection, group, outputTopic } = this.place;
    if (group !== undefined) await mirrorOffsets(connection, group, outputTopic, to);
    return true;
  }

  /** Whether every result up to the run's goal is among what has been written. */
  private isComplete(run: Run, runs: Runs, reached: PartitionOffsets): boolean {
    if (!hasCaughtUp(run, runs)) return false;
    return [...outputEnds(run, runs)].every(([partition, offset]) => (reached.get(partition) ?? 0) >= offset);
  }

  /** What the file has to say of the runs, besides their rows. */
  private stateOf(runs: Runs): string {
    const complete = this.ours(runs).filter((run) => this.isComplete(run, runs, this.positions));
    return JSON.stringify([[...runs.byId], complete.map(({ id }) => id)]);
  }
}
