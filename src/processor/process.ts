import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { joinGroup, type Membership } from "../kafka/membership";
import { committedOffsets, listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { ensureTopic } from "../kafka/topics";
import { ProgressMeter, type OnProgress } from "../progress";
import { decideRun } from "./decide";
import { workOnPartition, type Assignment, type WorkerEvents } from "./partition-worker";
import { definitionOf } from "./processor";
import { RunReport } from "./run-report";
import { ensureRunsTopic, readRuns, type Run } from "./runs";

export interface ProcessOptions {
  /** Ends the work early: what was committed stays, the rest is as if it had not been begun. */
  signal?: AbortSignal;
  onProgress?: OnProgress | undefined;
}

/** A processor that goes on until it is told to stop. */
export interface Following {
  /** The group it is a member of. */
  readonly group: string;
  /** Resolves after `stop()`; rejects when the processor fails before. */
  readonly done: Promise<RunReport>;
  /** Resolves when everything that was in the log at the start has been processed. */
  readonly caughtUp: Promise<void>;
  /** Finishes the transaction at hand and leaves the group. */
  stop(): Promise<RunReport>;
}

/** How long a fenced partition may wait for the rebalance that explains it. */
const FENCED_PATIENCE = 15_000;
const POLL = 100;

/**
 * Processes the topic as a member of the group until it has caught up with the log's end as of now.
 *
 * @throws PlayheadError DEFINITION_CHANGED, TOPIC_NOT_FOUND, BAD_RECORD, LOG_GAP, BROKER_UNREACHABLE
 */
export async function processUntilCaughtUp<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
  options: ProcessOptions,
): Promise<RunReport> {
  const group = await GroupWork.begin(assignment, options, false);
  return group.finish();
}

/**
 * Joins the group and processes until `stop()`. Returns once it is a member.
 *
 * @throws PlayheadError as {@link processUntilCaughtUp}, from `done` and `stop()` for what happens later
 */
export async function processFollowing<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
  options: ProcessOptions,
): Promise<Following> {
  const stopping = new AbortController();
  const { signal } = stopping;
  options.signal?.addEventListener("abort", () => stopping.abort(), { once: true });
  if (options.signal?.aborted) stopping.abort();
  const work = await GroupWork.begin(assignment, { ...options, signal }, true);
  const done = work.finish();
  return {
    group: assignment.group,
    done,
    caughtUp: work.caughtUp,
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}

/** One member of the group at work: a worker for each of its partitions, begun anew at every rebalance. */
class GroupWork<State, Value, Output extends object> {
  readonly caughtUp: Promise<void>;
  private readonly report: RunReport;
  private readonly meter: ProgressMeter;
  private readonly reached = new Map<number, number>();
  private readonly outcome: Promise<void>;
  private settle!: { resolve: () => void; reject: (error: unknown) => void };
  private markCaughtUp!: () => void;
  private workers: { stop: AbortController; ended: Promise<void> } | undefined;
  private membership: Membership | undefined;

  private constructor(
    private readonly assignment: Assignment<State, Value, Output>,
    private readonly options: ProcessOptions,
    private readonly follow: boolean,
    private readonly targets: PartitionOffsets,
    run: Run,
    todo: number,
  ) {
    this.report = new RunReport(run);
    this.meter = new ProgressMeter(
      { label: `process ${assignment.sourceTopic}`, unit: "records", total: follow ? undefined : todo },
      options.onProgress,
    );
    this.outcome = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    // Rejections reach the caller through finish(); until it is called they are not unhandled.
    this.outcome.catch(() => undefined);
    this.caughtUp = new Promise((resolve) => (this.markCaughtUp = resolve));
  }

  static async begin<State, Value, Output extends object>(
    assignment: Assignment<State, Value, Output>,
    options: ProcessOptions,
    follow: boolean,
  ): Promise<GroupWork<State, Value, Output>> {
    const { connection, names, sourceTopic, outputTopic, group } = assignment;
    const targets = await listOffsets(connection, sourceTopic, "stable");
    await ensureTopic(connection, { topic: outputTopic, partitions: targets.size });
    await ensureRunsTopic(connection, names.runs);
    const { run, committed } = await lookAhead(connection, assignment);
    let todo = 0;
    for (const [partition, target] of targets) todo += target - (committed.get(partition) ?? 0);
    const work = new GroupWork(assignment, options, follow, targets, run, todo);
    options.signal?.addEventListener("abort", () => work.settle.resolve(), { once: true });
    if (options.signal?.aborted) work.settle.resolve();
    work.membership = await joinGroup(connection, group, sourceTopic, {
      onAssigned: (partitions) => work.assign(partitions),
      onLost: (error) => work.settle.reject(error),
    });
    return work;
  }

  async finish(): Promise<RunReport> {
    try {
      await this.outcome;
    } finally {
      this.workers?.stop.abort();
      await this.workers?.ended;
      await this.membership?.leave();
      this.meter.finish();
    }
    return this.report.close();
  }

  /** Partitions may have moved: each worker starts over from what is committed, which fences its predecessor. */
  private assign(partitions: number[]): void {
    const before = this.workers;
    before?.stop.abort();
    const stop = new AbortController();
    this.options.signal?.addEventListener("abort", () => stop.abort(), { once: true });
    if (this.options.signal?.aborted) stop.abort();
    const ended = (async () => {
      await before?.ended;
      await Promise.all(partitions.map((partition) => this.work(partition, stop.signal)));
      if (!stop.signal.aborted && !this.follow) await this.waitForOthers(stop.signal);
    })();
    this.workers = { stop, ended: ended.catch((error: unknown) => this.settle.reject(error)) };
  }

  private async work(partition: number, signal: AbortSignal): Promise<void> {
    const events: WorkerEvents = {
      onWarmedUp: (records) => this.report.addWarmedUp(records),
      onCommitted: (progress, records, outputs) => {
        this.report.add(progress.run, records, outputs);
        this.meter.advance(records);
        this.arrive(partition, progress.nextOffset);
      },
    };
    const until = this.follow ? undefined : (this.targets.get(partition) ?? 0);
    try {
      const run = await workOnPartition(this.assignment, { ...events, partition, until, signal });
      this.report.setRun(run);
      if (!signal.aborted) this.arrive(partition, until ?? 0);
    } catch (error) {
      if (signal.aborted && error instanceof PlayheadError && error.code === "ABORTED") return;
      if (!(error instanceof PlayheadError && error.code === "FENCED")) throw error;
      // Another member has the partition now; the rebalance that says so is on its way and ends this worker.
      await untilAborted(signal, FENCED_PATIENCE, error);
    }
  }

  private arrive(partition: number, offset: number): void {
    this.reached.set(partition, offset);
    const everywhere = [...this.targets].every(([id, target]) => (this.reached.get(id) ?? 0) >= target);
    if (everywhere) this.markCaughtUp();
  }

  /** Members with nothing left to do stay until the whole group has caught up: a partition may yet come to them. */
  private async waitForOthers(signal: AbortSignal): Promise<void> {
    const { connection, group, sourceTopic } = this.assignment;
    while (!signal.aborted) {
      const committed = (await committedOffsets(connection, group)).get(sourceTopic);
      if ([...this.targets].every(([id, target]) => target === 0 || (committed?.get(id) ?? 0) >= target)) {
        return this.settle.resolve();
      }
      await new Promise((resolve) => setTimeout(resolve, POLL));
    }
  }
}

/** Refuses before joining what the workers would refuse after it. */
async function lookAhead<State, Value, Output extends object>(
  connection: Connection,
  { names, group, sourceTopic, outputTopic, processor }: Assignment<State, Value, Output>,
): Promise<{ run: Run; committed: PartitionOffsets }> {
  const [committedByTopic, logStart, runs] = await Promise.all([
    committedOffsets(connection, group),
    listOffsets(connection, sourceTopic, "earliest"),
    readRuns(connection, names.runs),
  ]);
  const committed: PartitionOffsets = committedByTopic.get(sourceTopic) ?? new Map<number, number>();
  const definition = definitionOf(processor);
  const run = decideRun({
    group,
    sourceTopic,
    outputTopic,
    definition,
    committed,
    logStart,
    runs,
    now: Date.now(),
  });
  return { run, committed };
}

function untilAborted(signal: AbortSignal, patience: number, error: Error): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(() => reject(error), patience);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
