import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import { SESSION_TIMEOUT } from "../kafka/connection";
import { describeGroup, memberNames } from "../kafka/groups";
import type { Lease } from "../kafka/lease";
import { joinGroup, type Membership } from "../kafka/membership";
import { listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { warningsOf } from "../kafka/topic-warnings";
import { ensureTopic } from "../kafka/topics";
import { TransactionalProducer } from "../kafka/transactions";
import { ProgressMeter, type OnProgress } from "../progress";
import type { Stall } from "../stalls/stall";
import { watchStalls } from "../stalls/watch";
import { ensureChangelog } from "./changelog";
import { ensureDeadLetters } from "./dead-letters";
import { changelogOn, decideRun, progressOn, type Situation } from "./decide";
import { GroupEnd } from "./group-end";
import { requireJsonState } from "./json-state";
import { workOnPartition, type Assignment, type Start } from "./partition-worker";
import { RunReport } from "./run-report";
import { ensureRunsTopic, type Run } from "./runs";
import { readSituation, requireWithinLog, settleRun } from "./standing";
import { requireOwnKey, targetsOf, type Until } from "./targets";

export interface ProcessOptions {
  /** Default: the log's end as of the start. What lies beyond that is not waited for. */
  until?: Until | undefined;
  /** Ends the work early: what was committed stays, the rest is as if it had not been begun. */
  signal?: AbortSignal;
  onProgress?: OnProgress | undefined;
  /** Called when something has to be waited for that tells of no progress. */
  onWaiting?: ((what: string) => void) | undefined;
  /** Called when a partition makes no progress though there is lag, and when it goes on. Only of what follows. */
  onStalled?: ((stall: Stall) => void) | undefined;
}

/** Where a log begins; one that begins later now has lost records. */
const FIRST_OFFSET = 0;
/** Who is fenced waits so long for the rebalance that explains it, ms … */
const FENCED_PAUSE = 1000;
/** … and begins anew at most so often without anything committed in between. */
const FENCED_AT_MOST = 10;
/** Joining takes a moment; whoever waits longer wants to know what for. */
const LONG = 1500;

/** One member of the group at work: a worker for each of its partitions, begun anew at every rebalance. */
export class GroupWork<State, Value, Output extends object> {
  private readonly report: RunReport;
  private readonly meter: ProgressMeter;
  private readonly restoring: ProgressMeter;
  private readonly warmingUp: ProgressMeter;
  /** Offsets between playhead and log's end, by partition, as last heard of. */
  private readonly lags = new Map<number, number>();
  /** What has been read for each partition before its first commit. */
  private readonly earlier = new Map<number, number>();
  /** Ends everything this member does. */
  private readonly stopping = new AbortController();
  private readonly outcome: Promise<void>;
  private settle!: { resolve: () => void; reject: (error: unknown) => void };
  private workers: { stop: AbortController; ended: Promise<void> } | undefined;
  private membership: Membership | undefined;
  private readonly end: GroupEnd<State, Value, Output>;
  private fencedInARow = 0;

  private constructor(
    private readonly assignment: Assignment<State, Value, Output>,
    private readonly options: ProcessOptions,
    private readonly follow: boolean,
    /** The log's end as of the start, and where to end. */
    private readonly ends: PartitionOffsets,
    private readonly targets: PartitionOffsets,
    run: Run,
    todo: number,
    warnings: readonly string[],
  ) {
    this.report = new RunReport(run, warnings);
    this.end = new GroupEnd(assignment, targets);
    this.meter = new ProgressMeter(
      { label: `process ${assignment.sourceTopic}`, unit: "records", total: follow ? undefined : todo },
      options.onProgress,
    );
    const earlier = { unit: "records", total: undefined } as const;
    this.restoring = new ProgressMeter(
      { label: `read the state of ${assignment.group}`, ...earlier },
      options.onProgress,
    );
    this.warmingUp = new ProgressMeter(
      { label: `read earlier records of ${assignment.sourceTopic}`, ...earlier },
      options.onProgress,
    );
    this.outcome = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    // Rejections reach the caller through finish(); until it is called they are not unhandled.
    this.outcome.catch(() => undefined);
    options.signal?.addEventListener("abort", this.stop, { once: true });
    if (options.signal?.aborted) this.stop();
  }

  static async begin<State, Value, Output extends object>(
    assignment: Assignment<State, Value, Output>,
    options: ProcessOptions,
    follow: boolean,
  ): Promise<GroupWork<State, Value, Output>> {
    const { connection, names, sourceTopic, outputTopic, group } = assignment;
    requireOtherTopic(sourceTopic, outputTopic);
    const ends = await listOffsets(connection, sourceTopic, "stable");
    requireOwnKey(assignment.processor, sourceTopic, ends.size);
    requireJsonState(assignment.processor.name, assignment.processor.initialState);
    const targets = await targetsOf(connection, sourceTopic, ends, options.until);
    await ensureRunsTopic(connection, names.runs);
    // Refused here, before anything is written, where the workers would refuse it after joining.
    const situation = await readSituation(assignment);
    // The end is read after the offsets: other members go on meanwhile.
    requireWithinLog(situation, await listOffsets(connection, sourceTopic, "stable"));
    const run = decideRun(situation);
    await Promise.all([
      ensureTopic(connection, { topic: outputTopic, partitions: targets.size }),
      ensureChangelog(connection, names.changelog(group, sourceTopic), targets.size),
      ...(assignment.badRecords === "dead-letter"
        ? [ensureDeadLetters(connection, names.deadLetters(group, sourceTopic))]
        : []),
    ]);
    const warnings = await warningsOf(connection, [
      { topic: sourceTopic },
      { topic: outputTopic },
      { topic: names.changelog(group, sourceTopic), compacted: true },
      { topic: names.runs, compacted: true },
    ]);
    const work = new GroupWork(
      assignment,
      options,
      follow,
      ends,
      targets,
      run,
      recordsToDo(situation, targets),
      warnings,
    );
    work.noteBegin(warnings);
    if (options.signal?.aborted) return work;
    if (follow) work.watchStalls();
    const patience = setTimeout(() => void tellWhoIsWaitedFor(assignment, options), LONG);
    try {
      const events = {
        onAssigned: (partitions: number[], lease: Lease) => work.assign(partitions, lease),
        onLost: (error: Error) => work.settle.reject(error),
      };
      work.membership = await joinGroup(connection, group, sourceTopic, events, work.stopping.signal);
    } catch (error) {
      work.settle.reject(error);
      await work.finish();
    } finally {
      clearTimeout(patience);
    }
    return work;
  }

  /** All of the group's partitions, also those of other members: one that hangs can't tell. */
  private watchStalls(): void {
    const { connection, group, sourceTopic: topic } = this.assignment;
    void watchStalls(
      { connection, group, topic },
      {
        onStalled: this.options.onStalled,
        signal: this.stopping.signal,
        workOn: (partition) => this.earlier.get(partition) ?? 0,
      },
    );
  }

  private noteEarlier(partition: number, records: number): void {
    this.earlier.set(partition, (this.earlier.get(partition) ?? 0) + records);
  }

  readonly stop = (): void => {
    this.stopping.abort();
    this.settle.resolve();
  };

  async finish(): Promise<RunReport> {
    try {
      await this.outcome;
    } finally {
      this.stopping.abort();
      this.workers?.stop.abort();
      await this.workers?.ended;
      await this.membership?.leave();
      this.options.signal?.removeEventListener("abort", this.stop);
      for (const meter of [this.restoring, this.warmingUp, this.meter]) meter.finish();
    }
    const { id, recordsIn, recordsOut, deadLetters, durationMs } = this.report.close();
    const counts = { recordsIn, recordsOut, deadLetters, durationMs };
    this.assignment.connection.log.note("info", "processing ends", { run: id, ...counts });
    return this.report;
  }

  private noteBegin(warnings: readonly string[]): void {
    const { connection, group, sourceTopic, outputTopic, processor } = this.assignment;
    const facts = { group, sourceTopic, outputTopic, processor: processor.name, version: processor.version };
    connection.log.note("info", "processing begins", { ...facts, run: this.report.id });
    for (const warning of warnings) connection.log.note("warn", "topic's settings", { group, warning });
  }

  /** Resolves when the group has processed what was in the log at the start, rejects when that is not to come. */
  async catchUp(): Promise<void> {
    const reached = this.end.waitUntilReached(this.stopping.signal);
    reached.catch((error: unknown) => this.settle.reject(error));
    if (!(await Promise.race([reached, this.outcome.then(() => false)]))) throw stopped();
  }

  /** Partitions may have moved: the work starts over from what is committed, which fences its predecessor. */
  private assign(partitions: number[], lease: Lease): void {
    if (this.stopping.signal.aborted) return;
    const before = this.workers;
    before?.stop.abort();
    const stop = new AbortController();
    const ended = (async () => {
      await before?.ended;
      // The partitions may have gone on to others meanwhile, whom opening them here would fence.
      if (stop.signal.aborted) return;
      await this.workWhileOurs(partitions, lease, stop.signal);
      if (stop.signal.aborted || this.follow) return;
      if (await this.end.waitUntilReached(stop.signal)) this.settle.resolve();
    })();
    this.workers = { stop, ended: ended.catch((error: unknown) => this.settle.reject(error)) };
  }

  /**
   * Who is fenced has lost a partition, and the rebalance that says so is on its way; or it is still its own: Kafka has
   * ended a transaction that took too long, as while a broker restarts. Then the work begins anew.
   */
  private async workWhileOurs(partitions: number[], lease: Lease, signal: AbortSignal): Promise<void> {
    while (await lease.held(signal)) {
      try {
        return await this.workOn(partitions, lease, signal);
      } catch (error) {
        const fenced = error instanceof PlayheadError && error.code === "FENCED";
        if (fenced && signal.aborted) return;
        if (!fenced || ++this.fencedInARow > FENCED_AT_MOST) throw error;
        await delay(FENCED_PAUSE, undefined, { signal }).catch(() => undefined);
        if (signal.aborted) return;
      }
    }
  }

  /** Works on all of the member's partitions. What one of them fails with ends the others before it is thrown. */
  private async workOn(partitions: number[], lease: Lease, signal: AbortSignal): Promise<void> {
    const { connection, names, group, sourceTopic } = this.assignment;
    const together = linkedTo(signal);
    // Opened before the offsets are read: whoever worked here before can't move them any more.
    const opening = await Promise.allSettled(
      partitions.map((partition) =>
        TransactionalProducer.open(connection, names.transactionalId(group, sourceTopic, partition)),
      ),
    );
    const producers = opening.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    try {
      throwFirst(opening);
      const settled = await settleRun(this.assignment, partitions, together.signal);
      if (settled === undefined) return;
      const { run, situation } = settled;
      this.report.setRun(run);
      const ends = await listOffsets(connection, sourceTopic, "stable");
      // Partitions may have been added since this member joined.
      await ensureChangelog(connection, names.changelog(group, sourceTopic), ends.size);
      const working = producers.map(async (producer, index) => {
        const partition = partitions[index] as number;
        try {
          await this.workOnOne(
            producer,
            this.startOn(partition, run, situation, ends),
            lease,
            together.signal,
          );
        } catch (error) {
          together.abort();
          throw error;
        }
      });
      throwFirst(await Promise.allSettled(working));
      if (partitions.length > 0) this.end.entered = run.number;
    } finally {
      together.unlink();
    }
  }

  private startOn(partition: number, run: Run, situation: Situation, ends: PartitionOffsets): Start {
    const logStart = situation.logStart.get(partition) ?? 0;
    const changelog = changelogOn(partition, run, situation);
    const known = progressOn(run, partition, situation.runs);
    if (known !== undefined) return { run, progress: known, isNew: false, changelog, logStart };
    const startOffset = situation.committed.get(partition) ?? logStart;
    const place = {
      run: run.id,
      partition,
      logStart: run.fresh ? startOffset : FIRST_OFFSET,
      startOffset,
      nextOffset: startOffset,
      target: Math.max((this.follow ? ends : this.ends).get(partition) ?? 0, startOffset),
    };
    const progress = { ...place, recordsIn: 0, recordsOut: 0, outputs: {} };
    return { run, progress, isNew: true, changelog, logStart };
  }

  private async workOnOne(
    producer: TransactionalProducer,
    start: Start,
    lease: Lease,
    signal: AbortSignal,
  ): Promise<void> {
    const { partition } = start.progress;
    await workOnPartition(this.assignment, producer, start, {
      until: this.follow ? undefined : (this.targets.get(partition) ?? 0),
      signal,
      mayCommit: () => lease.held(signal),
      onRestored: (entries) => {
        this.noteEarlier(partition, entries);
        this.restoring.advance(entries);
      },
      onWarmedUp: (records) => {
        this.noteEarlier(partition, records);
        this.report.addWarmedUp(records);
        this.warmingUp.advance(records);
      },
      onCommitted: ({ records, outputs, deadLetters, lag }) => {
        this.fencedInARow = 0;
        this.report.add(records, outputs, deadLetters);
        this.lags.set(partition, lag);
        this.meter.advance(records, this.follow ? sum(this.lags.values()) : undefined);
      },
    });
  }
}

/** A member that was killed is counted until its session ends, and the group waits for it so long. */
async function tellWhoIsWaitedFor<State, Value, Output extends object>(
  { connection, group }: Assignment<State, Value, Output>,
  { onWaiting }: ProcessOptions,
): Promise<void> {
  if (onWaiting === undefined) return;
  // What is wrong with the broker is told by the joining itself.
  const described = await describeGroup(connection, group).catch(() => undefined);
  const names = memberNames(described?.members ?? []).join(", ");
  onWaiting(
    `Waiting for the members of ${group}${names === "" ? "" : ` (${names})`}: one that has died is dropped by Kafka after ${SESSION_TIMEOUT / 1000} s`,
  );
}

/** An abort controller that also follows a signal, for as long as it is linked. */
function linkedTo(signal: AbortSignal): { signal: AbortSignal; abort(): void; unlink(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  return { signal: controller.signal, abort, unlink: () => signal.removeEventListener("abort", abort) };
}

function throwFirst(outcomes: readonly PromiseSettledResult<unknown>[]): void {
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

function recordsToDo({ committed, logStart }: Situation, targets: PartitionOffsets): number {
  let todo = 0;
  for (const [partition, target] of targets) {
    todo += Math.max(target - (committed.get(partition) ?? logStart.get(partition) ?? 0), 0);
  }
  return todo;
}

function requireOtherTopic(sourceTopic: string, outputTopic: string): void {
  if (sourceTopic !== outputTopic) return;
  throw new PlayheadError(
    "BAD_OPTION",
    `${sourceTopic} can't be both read and produced to: it would never end`,
    {
      remedy: "name another topic for the output (--output TOPIC)",
    },
  );
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

function stopped(): PlayheadError {
  return new PlayheadError("ABORTED", "Stopped before everything that was in the log had been processed");
}
