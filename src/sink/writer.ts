import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import { JournalReader, type Promotion } from "../journal/journal";
import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import { listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { clusterId, ensureTopic } from "../kafka/topics";
import type { Names } from "../names";
import { hasCaughtUp, outputEnds, RunsReader, type Run, type Runs } from "../processor/runs";
import { untilReadable } from "../processor/standing";
import { describeRuns } from "../runs/run-info";
import { ProgressMeter, type OnProgress } from "../progress";
import { duePromotion } from "../promotion/automatic";
import { promotionsOf } from "../promotion/history";
import { promoteByItself } from "../promotion/promote";
import { Flow, type Portion } from "./flow";
import { mirrorOffsets } from "./mirror";
import { Pace } from "./pace";
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

/** What is known in Kafka of an output topic's runs, as of one moment. */
interface Known {
  runs: Runs;
  promotions: Promotion[];
}

/** A follower looks for news this often, ms. */
const POLL = 100;

/**
 * Brings the database file up to the end of the output topic, as it is now, and changes readers over to the run that
 * the journal says is promoted. A run that has thereby become whole is promoted, where nobody has decided otherwise:
 * see {@link duePromotion}. That is said in the journal first, so that every file shows the same.
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
  private readonly journal: JournalReader;
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
    this.journal = new JournalReader(place.connection, place.names.journal);
  }

  /** @param shownAs the file that the report names, where the one that is written is a draft of it */
  static async open(place: WriterPlace, options: WriteOptions, shownAs = place.file): Promise<Writer> {
    const { connection, names, outputTopic, file } = place;
    for (const topic of [names.runs, names.journal])
      await ensureTopic(connection, { topic, partitions: 1, compacted: true });
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
    let known = await this.know();
    // The first run of all is shown from its first row on.
    if (known.promotions.length === 0) known = await this.promoteWhatIsDue(known);
    const { runs } = known;
    // In this order: whatever a run says it has produced must then be found in the topic.
    const ends = await this.endsCovering(runs);
    const starts = await listOffsets(connection, outputTopic, "earliest");
    let todo = 0;
    for (const [partition, end] of ends) todo += Math.max(0, end - this.position(partition, starts));
    const meter = new ProgressMeter(
      { label: `write ${outputTopic}`, unit: "records", total: todo },
      todo > 0 ? this.options.onProgress : undefined,
    );
    if (!(await this.readAndWrite(ends, starts, known, meter))) return false;
    // In the journal first, then in the file: killed in between, the next one reads it there.
    known = await this.promoteWhatIsDue(known);
    // Runs and the promoted one may have changed without a new output: a filter emits nothing.
    if (this.shown !== this.stateOf(known)) {
      const nothing = { results: new PendingResults(), from: this.positions, to: this.positions };
      if (!(await this.apply(nothing, known))) return false;
    }
    meter.finish();
    return true;
  }

  private async know(): Promise<Known> {
    // In this order: a run is known before it is promoted.
    const promotions = promotionsOf(await this.journal.read(), this.place.outputTopic);
    return { runs: await this.runs.read(), promotions };
  }

  private async promoteWhatIsDue(known: Known): Promise<Known> {
    const { runs, promotions } = known;
    const { connection, names, outputTopic } = this.place;
    const isWhole = (run: Run): boolean => this.isComplete(run, runs, this.positions);
    const due = duePromotion(promotions, this.ours(runs), isWhole);
    if (due === undefined) return known;
    const after = await promoteByItself({ connection, names }, this.journal, outputTopic, due, promotions);
    return { runs, promotions: after };
  }

  private async readAndWrite(
    ends: PartitionOffsets,
    starts: PartitionOffsets,
    known: Known,
    meter: ProgressMeter,
  ): Promise<boolean> {
    const flow = new Flow(this.positions, this.pace, (portion) => this.apply(portion, known));
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
    return [...runs.byId.values()].filter((run) => this.isOurs(run));
  }

  private isOurs({ outputTopic }: Run): boolean {
    return outputTopic === this.place.outputTopic;
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
  private async apply({ results, from, to }: Portion, known: Known): Promise<boolean> {
    const { runs, promotions } = known;
    const reached = new Map([...this.positions, ...to]);
    const step = {
      rows: results.rows(),
      from,
      to,
      runs: describeRuns(runs, promotions).filter((run) => this.isOurs(run)),
      caughtUp: (run: Run) => this.isComplete(run, runs, reached),
      promotions,
      covers: (id: string) => {
        const run = runs.byId.get(id);
        return run !== undefined && covers(run, runs, reached);
      },
    };
    const { applied, changedOver } = await this.store.apply(step, () => delay(this.pace.breath()));
    this.pace.released();
    if (!applied) {
      this.positions = await this.store.positions();
      return false;
    }
    this.positions = reached;
    this.shown = this.stateOf(known);
    this.report.add(results.outputs, changedOver);
    const { connection, group, outputTopic } = this.place;
    if (group !== undefined) await mirrorOffsets(connection, group, outputTopic, to);
    return true;
  }

  /** Whether every result up to the run's goal is among what has been written. */
  private isComplete(run: Run, runs: Runs, reached: PartitionOffsets): boolean {
    return hasCaughtUp(run, runs) && covers(run, runs, reached);
  }

  /** What the file has to say of the runs and the promotions, besides the rows. */
  private stateOf({ runs, promotions }: Known): string {
    const whole = this.ours(runs).filter((run) => this.isComplete(run, runs, this.positions));
    const known = describeRuns(runs, promotions).filter((run) => this.isOurs(run));
    return JSON.stringify([known, whole.map(({ id }) => id), promotions.length]);
  }
}

/** Whether all that the run has produced so far lies before these offsets. */
function covers(run: Run, runs: Runs, reached: PartitionOffsets): boolean {
  return [...outputEnds(run, runs)].every(([partition, offset]) => (reached.get(partition) ?? 0) >= offset);
}
