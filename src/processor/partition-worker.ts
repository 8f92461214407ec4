import { setImmediate as breathe } from "node:timers/promises";
import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { readLog, type LogBatch } from "../kafka/log";
import type { FetchedRecord } from "../kafka/record-batch/log-record";
import type { TransactionalProducer } from "../kafka/transactions";
import type { Names } from "../names";
import { outputWriter } from "./fields/output-writer";
import { Batch, type BatchPlace, type EmitMode } from "./batch";
import { TakenRecords } from "./input-digest";
import type { Processor } from "./processor";
import { isBadRecord, restore, type Restored, type RestoreRequest } from "./restore";
import { lineageOf, runRecords, type Run, type RunProgress } from "./runs";

/** What a worker processes, and for whom. */
export interface Assignment<State, Value, Output extends object> {
  connection: Connection;
  names: Names;
  processor: Processor<State, Value, Output>;
  group: string;
  sourceTopic: string;
  outputTopic: string;
  /** What becomes of a record that can't be processed; default `stop`. */
  badRecords?: "stop" | "dead-letter";
  /** Default `every`. */
  emit?: EmitMode;
  /** Default `follow`: the state is that of all records before the playhead. `fresh`: it begins empty there. */
  state?: "follow" | "fresh";
  /** False where a run that begins now is to be kept aside; default true. */
  promote?: boolean;
  /** The group whose place this one's run is to take one day. */
  beside?: string | undefined;
}

/** Where a worker begins: the run, how far it is on the partition, and whether it has yet to enter it. */
export interface Start {
  run: Run;
  progress: RunProgress;
  isNew: boolean;
  /** Where the changelog stands, and for which state; see {@link RestoreRequest}. */
  changelog: RestoreRequest<unknown, unknown, object>["changelog"];
  /** Where the source's log starts now. */
  logStart: number;
}

/** What a committed transaction has brought. */
export interface Committed {
  records: number;
  outputs: number;
  deadLetters: number;
  /** Offsets between the playhead and the log's end as it was last heard of. */
  lag: number;
}

export interface WorkerOptions {
  /** Stop at this offset; without it, follow the log. */
  until: number | undefined;
  signal: AbortSignal;
  /** Asked before a transaction ends: whether the group still counts this member in. */
  mayCommit: () => Promise<boolean>;
  /** Called after each committed transaction. */
  onCommitted: (what: Committed) => void;
  /** Called with the number of changelog entries that were read. */
  onRestored: (entries: number) => void;
  /** Called with the number of earlier records that were read only to build the state. */
  onWarmedUp: (records: number) => void;
}

/** Records, or milliseconds, between two looks at the signal and the network: heartbeats have to go out in time. */
const CHUNK = { records: 1000, ms: 8 } as const;
/** A transaction is committed once it has so many records, bytes or milliseconds … */
const ENOUGH = { records: 16_000, bytes: 4_000_000, ms: 250 } as const;
/** … and while the one before is still being committed, it may grow to so many times that. */
const PATIENCE = 3;

/**
 * Processes one partition from the group's committed offset on, until it has caught up or the signal says stop.
 * Every batch is one transaction of outputs, changelog, progress and committed offset, so a worker can be killed at
 * any moment without losing or doubling an output. While a batch is being committed the next one is computed.
 *
 * @throws PlayheadError BAD_RECORD, LOG_GAP, FENCED, BROKER_UNREACHABLE
 */
export async function workOnPartition<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
  producer: TransactionalProducer,
  start: Start,
  options: WorkerOptions,
): Promise<void> {
  let warmedUp = start.progress.warmedUp ?? 0;
  const restored = await restoreFor(assignment, start, {
    ...options,
    onWarmedUp: (records) => {
      warmedUp += records;
      options.onWarmedUp(records);
    },
  });
  if (options.signal.aborted) return;
  const outputPartitions = await assignment.connection.leaders.partitionCount(assignment.outputTopic);
  const begun = { ...start, progress: { ...start.progress, warmedUp } };
  await new PartitionWorker(assignment, producer, begun, options, restored, outputPartitions).work();
}

function restoreFor<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
  { run, progress, changelog, logStart }: Start,
  { signal, onRestored, onWarmedUp }: WorkerOptions,
): Promise<Restored<State, Value, Output>> {
  const { connection, names, processor, group, sourceTopic, badRecords } = assignment;
  return restore({
    connection,
    processor,
    sourceTopic,
    partition: progress.partition,
    changelogTopic: names.changelog(group, sourceTopic),
    target: progress.nextOffset,
    logStart,
    changelog,
    baseline: progress.logStart,
    newLineage: lineageOf(run),
    skipBadRecords: badRecords === "dead-letter",
    signal,
    onRestored,
    onWarmedUp,
  });
}

class PartitionWorker<State, Value, Output extends object> {
  private progress: RunProgress;
  private readonly place: BatchPlace;
  private batch: Batch<State, Output>;
  private readonly input: TakenRecords;
  /** The transaction under way. */
  private committing: Promise<void> = Promise.resolve();
  private isCommitting = false;
  /** The run, until it has been entered here. */
  private entering: Run | undefined;

  constructor(
    private readonly assignment: Assignment<State, Value, Output>,
    private readonly producer: TransactionalProducer,
    private readonly start: Start,
    private readonly options: WorkerOptions,
    private readonly restored: Restored<State, Value, Output>,
    outputPartitions: number,
  ) {
    const { names, group, sourceTopic, outputTopic, emit = "every" } = assignment;
    const { lineage, baseline } = restored;
    this.progress = { ...start.progress, lineage, logStart: baseline };
    this.input = new TakenRecords(this.progress, this.progress.recordsIn);
    this.place = {
      run: start.run.id,
      processor: assignment.processor.name,
      sourcePartition: this.progress.partition,
      output: { topic: outputTopic, partitions: outputPartitions },
      changelogTopic: names.changelog(group, sourceTopic),
      deadLetterTopic: names.deadLetters(group, sourceTopic),
      emit,
      writer: outputWriter(assignment.processor.writes),
    };
    this.batch = new Batch(this.place, this.progress.nextOffset);
  }

  async work(): Promise<void> {
    const { until, signal } = this.options;
    const { partition, nextOffset: from } = this.progress;
    await this.enter();
    const range = { topic: this.assignment.sourceTopic, partition, from, signal };
    try {
      for await (const read of readLog(
        this.assignment.connection,
        until === undefined ? range : { ...range, until },
      )) {
        await this.process(read);
        if (signal.aborted) break;
      }
      // Where there was nothing to read.
      if (this.entering !== undefined && !signal.aborted) await this.commitBehind(0);
    } finally {
      await this.committing;
    }
  }

  /**
   * Writes what the changelog does not have yet of the state and, where the run is entered here, the run and one output
   * for each key that has been warmed up: a result is whole and of one definition.
   */
  private async enter(): Promise<void> {
    const { states, changed, removed } = this.restored;
    const { isNew, run } = this.start;
    if (isNew) this.entering = run;
    // With nothing of that kind the run is entered by its first batch.
    if (states.size + changed.length + removed.length === 0) return;
    if (!isNew && changed.length + removed.length === 0) return;
    const batch = new Batch<State, Output>({ ...this.place, emit: "every" }, this.progress.nextOffset, true);
    if (isNew) for (const key of states.values()) if (key.output !== undefined) batch.write(key, key.output);
    for (const key of changed) batch.touch(key);
    batch.taken = this.input.taken;
    batch.seal(this.restored.lineage, removed);
    await this.commit(batch, 0);
  }

  private async process({ records, nextOffset, end }: LogBatch): Promise<void> {
    const { signal } = this.options;
    for (let first = 0; ;) {
      const { next, failure } = this.stepChunk(records, first);
      this.input.take(records, first, next);
      const last = next >= records.length;
      if (last && failure === undefined) this.batch.nextOffset = nextOffset;
      const lag = end - this.batch.nextOffset;
      const stopped = signal.aborted || failure !== undefined;
      // At the log's end somebody waits for the results.
      const caughtUp = last && (lag <= 0 || nextOffset === this.options.until);
      if (caughtUp || stopped || this.isDue()) await this.commitBehind(lag);
      if (stopped) await this.committing;
      if (failure !== undefined) throw failure.error;
      if (last || stopped) return;
      first = next;
      await breathe();
    }
  }

  private isDue(): boolean {
    const { records, bytes, beganAt } = this.batch;
    const patience = this.isCommitting ? PATIENCE : 1;
    if (records >= ENOUGH.records * patience || bytes >= ENOUGH.bytes * patience) return true;
    return records > 0 && Date.now() - beganAt >= ENOUGH.ms * patience;
  }

  /**
   * Steps the next records, up to the first one that stops the work, so that all before it is kept. Returns where to
   * go on.
   */
  private stepChunk(
    records: readonly FetchedRecord[],
    first: number,
  ): { next: number; failure?: { error: unknown } } {
    const { batch } = this;
    const { states } = this.restored;
    const end = Math.min(first + CHUNK.records, records.length);
    const deadline = Date.now() + CHUNK.ms;
    for (let i = first; i < end; i++) {
      const record = records[i] as FetchedRecord;
      try {
        batch.touch(states.step(record, batch.onOutput));
      } catch (error) {
        if (!isBadRecord(error) || this.assignment.badRecords !== "dead-letter")
          return { next: i, failure: { error } };
        batch.putAside(record, error);
      }
      batch.records++;
      batch.nextOffset = record.offset + 1;
      if (Date.now() > deadline) return { next: i + 1 };
    }
    return { next: end };
  }

  /** Commits the batch while the next one is computed. At most one transaction is under way. */
  private async commitBehind(lag: number): Promise<void> {
    const { batch } = this;
    await this.committing;
    if (batch.nextOffset === batch.from && this.entering === undefined) return;
    batch.taken = this.input.taken;
    batch.seal(this.restored.lineage);
    this.batch = new Batch(this.place, batch.nextOffset);
    this.isCommitting = true;
    this.committing = this.commit(batch, lag).finally(() => (this.isCommitting = false));
    // Whoever awaits it next hears of its failure.
    this.committing.catch(() => undefined);
  }

  private async commit(batch: Batch<State, Output>, lag: number): Promise<void> {
    const { names, group, sourceTopic } = this.assignment;
    const { progress: before } = this;
    const { records, nextOffset } = batch;
    const [outputs, deadLetters] = [batch.outputs.count, batch.deadLetters.count];
    const { size: keys } = this.restored.states;
    this.progress = await this.producer.run(async (transaction) => {
      const [ends = new Map<number, number>()] = await transaction.sendBatches([
        batch.outputs,
        batch.changelog,
        batch.deadLetters,
      ]);
      const at = Date.now();
      const caughtUpAt = before.caughtUpAt ?? (nextOffset >= before.target ? at : undefined);
      const reached: RunProgress = {
        ...before,
        ...batch.taken,
        ...(caughtUpAt === undefined ? {} : { caughtUpAt }),
        updatedAt: at,
        nextOffset,
        keys,
        recordsIn: before.recordsIn + records,
        recordsOut: before.recordsOut + outputs,
        deadLetters: (before.deadLetters ?? 0) + deadLetters,
        outputs: { ...before.outputs, ...Object.fromEntries(ends) },
      };
      await transaction.send({ topic: names.runs, records: runRecords(this.entering, reached) });
      // Before the offset is sent and once more before it counts: a process can be frozen at any moment.
      await this.requireMembership();
      await transaction.commitOffsets(group, sourceTopic, new Map([[before.partition, nextOffset]]));
      await this.requireMembership();
      return reached;
    });
    this.entering = undefined;
    for (const sent of [batch.outputs, batch.changelog, batch.deadLetters]) sent.release();
    this.options.onCommitted({ records, outputs, deadLetters, lag });
  }

  private async requireMembership(): Promise<void> {
    if (!(await this.options.mayCommit())) throw dropped();
  }
}

/** The group has dropped this member, which was frozen or cut off: what it has not committed others will do. */
function dropped(): PlayheadError {
  return new PlayheadError("FENCED", "The group has dropped this member, which had not been heard of", {
    remedy: "run it again: nothing was lost or doubled",
  });
}
