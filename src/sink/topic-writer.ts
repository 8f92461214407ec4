import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import type { JournalReader, Promotion } from "../journal/journal";
import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import { listOffsets, type PartitionOffsets } from "../kafka/offsets";
import type { Names } from "../names";
import { hasCaughtUp, outputEnds, type Run, type Runs, type RunsReader } from "../processor/runs";
import { untilReadable } from "../processor/standing";
import { describeRuns } from "../runs/run-info";
import type { Stall } from "../stalls/stall";
import { ProgressMeter, type OnProgress } from "../progress";
import { duePromotion } from "../promotion/automatic";
import { promotionsOf } from "../promotion/history";
import { promoteByItself } from "../promotion/promote";
import { Flow, type Portion } from "./flow";
import { refuseForeignResults } from "./foreign-result";
import { mirrorOffsets } from "./mirror";
import { originOf } from "./origin";
import { Pace } from "./pace";
import { PendingResults } from "./results";
import type { Sink, Store } from "./sink";
import type { WriteReport } from "./write-report";

export interface WriterPlace {
  connection: Connection;
  names: Names;
  sink: Sink;
  /** Kafka group that shows how far the sink is; `undefined` for one beside the workbook's own. */
  group: string | undefined;
}

export interface WriteOptions {
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
  /** Told of partitions that a following writer gets no further on. */
  onStalled?: ((stall: Stall) => void) | undefined;
}

/** What is known in Kafka of an output topic's runs, as of one moment. */
interface Known {
  runs: Runs;
  promotions: Promotion[];
}

/** What the writers of one sink share. */
export interface Sources {
  runs: RunsReader;
  journal: JournalReader;
  report: WriteReport;
}

/**
 * The work on one sink of the writer of one topic: the output topic, whose promoted run is the one that readers see, or
 * that of windows, of which none is promoted.
 */
export class TopicWriter {
  private readonly pace = new Pace();
  /** What the sink says of the runs. */
  private shown: string | undefined;

  private constructor(
    readonly topic: string,
    private readonly place: WriterPlace,
    private readonly sources: Sources,
    private readonly options: WriteOptions,
    private readonly store: Store,
    private positions: PartitionOffsets,
  ) {}

  /** @throws PlayheadError TOPIC_NOT_FOUND, and as `Sink.store` */
  static async open(
    topic: string,
    place: WriterPlace,
    sources: Sources,
    options: WriteOptions,
  ): Promise<TopicWriter> {
    const { connection, names, sink } = place;
    await listOffsets(connection, topic, "earliest");
    const store = await sink.store(await originOf(connection, names), topic);
    return new TopicWriter(topic, place, sources, options, store, await store.positions());
  }

  /** How far the sink has come. */
  get reached(): PartitionOffsets {
    return this.positions;
  }

  /** Finds out anew where the sink stands. */
  async lookAgain(): Promise<void> {
    this.positions = await this.store.positions();
    this.shown = undefined;
  }

  /**
   * Writes everything that is in the topic now. Returns whether the sink stood where this writer thought: if not,
   * another one was quicker, or it is another database.
   */
  async catchUp(): Promise<boolean> {
    let asThought = true;
    // Again, from where the sink then stands.
    while (!(await this.tryToCatchUp())) asThought = false;
    return asThought;
  }

  private async tryToCatchUp(): Promise<boolean> {
    const { topic } = this;
    const { connection } = this.place;
    let known = await this.know();
    // The first run of all is shown from its first row on.
    if (known.promotions.length === 0) known = await this.promoteWhatIsDue(known);
    const { runs } = known;
    // In this order: whatever a run says it has produced must then be found in the topic.
    const ends = await this.endsCovering(runs);
    const starts = await listOffsets(connection, topic, "earliest");
    let todo = 0;
    for (const [partition, end] of ends) todo += Math.max(0, end - this.position(partition, starts));
    const meter = new ProgressMeter(
      { label: `write ${topic}`, unit: "records", total: todo },
      todo > 0 ? this.options.onProgress : undefined,
    );
    if (!(await this.readAndWrite(ends, starts, known, meter))) return false;
    // In the journal first, then in the sink: killed in between, the next one reads it there.
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
    const { runs, journal } = this.sources;
    const promotions = this.isShown ? promotionsOf(await journal.read(), this.topic) : [];
    return { runs: await runs.read(), promotions };
  }

  /** Whether readers see one run of the topic: those of windows stand side by side, and none is promoted. */
  private get isShown(): boolean {
    return this.topic === this.place.names.output;
  }

  private async promoteWhatIsDue(known: Known): Promise<Known> {
    if (!this.isShown) return known;
    const { runs, promotions } = known;
    const { connection, names } = this.place;
    const isWhole = (run: Run): boolean => this.isComplete(run, runs, this.positions);
    const due = duePromotion(promotions, this.ours(runs), isWhole);
    if (due === undefined) return known;
    const after = await promoteByItself(
      { connection, names },
      this.sources.journal,
      this.topic,
      due,
      promotions,
    );
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
    const { topic } = this;
    const { name } = this.place.sink;
    for (const [partition, position] of this.positions) {
      const end = ends.get(partition) ?? 0;
      if (position <= end) continue;
      throw new PlayheadError(
        "LOG_GAP",
        `${name} has read ${topic} partition ${partition} up to offset ${position}, but it ends at ${end}: the topic was deleted and made again`,
        { remedy: "build it anew from the topic: `npx playhead write --rebuild`" },
      );
    }
  }

  /** The ends up to which committed outputs can be read; all that the runs tell of is before them. */
  private async endsCovering(runs: Runs): Promise<PartitionOffsets> {
    const { topic } = this;
    const { connection } = this.place;
    const told: PartitionOffsets = new Map();
    for (const run of this.ours(runs)) {
      for (const [partition, end] of outputEnds(run, runs)) {
        told.set(partition, Math.max(told.get(partition) ?? 0, end));
      }
    }
    this.requireSameTopic(await listOffsets(connection, topic, "latest"));
    await untilReadable(connection, topic, told, this.options.signal);
    return listOffsets(connection, topic, "stable");
  }

  private ours(runs: Runs): Run[] {
    return [...runs.byId.values()].filter((run) => this.isOurs(run));
  }

  private isOurs({ outputTopic }: Run): boolean {
    return outputTopic === this.topic;
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
    const range = { topic: this.topic, partition, from: position, until };
    for await (const batch of readLog(this.place.connection, signal ? { ...range, signal } : range)) {
      if (batch.nextOffset === position) continue;
      meter.advance(batch.nextOffset - position);
      position = batch.nextOffset;
      if (!(await flow.take(partition, batch))) return false;
    }
    return true;
  }

  /** False where the sink stands elsewhere than this writer thought: it has looked again then. */
  private async apply({ results, from, to }: Portion, known: Known): Promise<boolean> {
    const { runs, promotions } = known;
    const reached = new Map([...this.positions, ...to]);
    const step = {
      rows: results,
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
    const { applied, changedOver } = await this.store
      .apply(step, () => delay(this.pace.breath()))
      .catch((error: unknown) => this.explain(error, to));
    this.pace.released();
    if (!applied) {
      this.positions = await this.store.positions();
      return false;
    }
    this.positions = reached;
    this.shown = this.stateOf(known);
    this.sources.report.add(this.topic, results.outputs, changedOver);
    const { connection, group } = this.place;
    if (group !== undefined) await mirrorOffsets(connection, group, this.topic, to);
    return true;
  }

  /** Says more of why rows were refused than the database does, where that is to be found in the log. */
  private async explain(error: unknown, to: PartitionOffsets): Promise<never> {
    if (error instanceof PlayheadError) throw error;
    const { connection } = this.place;
    const { topic } = this;
    const starts = await listOffsets(connection, topic, "earliest");
    const ranges = [...to].map(([partition, until]) => {
      return { topic, partition, from: this.position(partition, starts), until };
    });
    await refuseForeignResults(connection, ranges);
    throw error;
  }

  /** Whether every result up to the run's goal is among what has been written. */
  private isComplete(run: Run, runs: Runs, reached: PartitionOffsets): boolean {
    return hasCaughtUp(run, runs) && covers(run, runs, reached);
  }

  /** What the sink has to say of the runs and the promotions, besides the rows. */
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
