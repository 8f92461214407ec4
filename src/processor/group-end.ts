import { setTimeout as delay } from "node:timers/promises";
import { committedOffsets, type PartitionOffsets } from "../kafka/offsets";
import { decideRun, latestRun, requireMadeBy, type Situation } from "./decide";
import type { Assignment } from "./partition-worker";
import { outputEnds, type Run } from "./runs";
import { readSituation, SETTLED, untilReadable } from "./standing";

const POLL = 25;

/** Where a whole group is to end, as one of its members sees it. */
export class GroupEnd<State, Value, Output extends object> {
  /** The number of the run that this member has worked on. */
  entered: number | undefined;
  /** Since when the run that seems to be the group's is one of another definition. */
  private refusedSince: number | undefined;

  constructor(
    private readonly assignment: Assignment<State, Value, Output>,
    private readonly targets: PartitionOffsets,
  ) {}

  /**
   * Waits until the whole group has caught up: members with nothing left to do stay so long, as a partition may yet
   * come to them. Then what it has produced can be read, and all of it was made with this definition: two members
   * that start at the same moment could each find the group without a run. Returns false where the signal says stop.
   */
  async waitUntilReached(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (await this.isReached(signal)) return true;
      await delay(POLL);
    }
    return false;
  }

  private async isReached(signal: AbortSignal): Promise<boolean> {
    const { connection, group, sourceTopic } = this.assignment;
    const committed =
      (await committedOffsets(connection, group)).get(sourceTopic) ?? new Map<number, number>();
    const reached = [...this.targets].every(([id, end]) => end === 0 || (committed.get(id) ?? 0) >= end);
    return reached && (await this.isReadable(committed, signal));
  }

  /** The run that the group is in. Whoever has not worked on it can't tell a refusal from a moment's look: undefined. */
  private nextRun(situation: Situation): Run | undefined {
    try {
      const run = decideRun(situation);
      this.refusedSince = undefined;
      return run;
    } catch (error) {
      this.refusedSince ??= Date.now();
      if (this.entered !== undefined || Date.now() - this.refusedSince > SETTLED) throw error;
      return undefined;
    }
  }

  /** Whether the run tells of its work up to these offsets; if so, waits until all of its outputs can be read. */
  private async isReadable(committed: PartitionOffsets, signal: AbortSignal): Promise<boolean> {
    const { connection, outputTopic } = this.assignment;
    const situation = await readSituation(this.assignment);
    const { runs } = situation;
    const run = latestRun(situation);
    if (run === undefined) return true;
    // A transaction's offsets become visible a moment before its run does: then the run of before seems to go on.
    if (run.number < (this.entered ?? 0)) return false;
    const next = this.nextRun(situation);
    if (next === undefined) return false;
    if (next.number > run.number) {
      // The next run has yet to be entered, or to become visible; unless it has been, by another definition.
      if (run.number >= (this.entered ?? Infinity)) requireMadeBy(run, situation);
      return false;
    }
    const progress = [...(runs.progress.get(run.id)?.values() ?? [])];
    if (progress.some(({ partition, nextOffset }) => nextOffset < (committed.get(partition) ?? 0)))
      return false;
    await untilReadable(connection, outputTopic, outputEnds(run, runs), signal);
    return true;
  }
}
