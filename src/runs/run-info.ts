import type { Promotion } from "../journal/journal";
import { crc32c } from "../kafka/record-batch/crc32c";
import { hasCaughtUp, type Run, type RunProgress, type Runs } from "../processor/runs";

/**
 * `complete`: it has come to where the log ended as it began, on every partition. `aborted`: it has not, and a later
 * run of its group over its topic has begun, so that it never will. `running`: the next call goes on with it, whether
 * anybody is at work on it now or not.
 */
export type RunState = "running" | "complete" | "aborted";

/** What a run has taken from one partition. */
export interface RunRange {
  partition: number;
  /** Its first offset, and the one it goes on at: as many as records, but for gaps that transactions leave. */
  from: number;
  to: number;
  recordsIn: number;
  /** CRC-32C of the records' bytes in the log, eight hexadecimal digits. Null where a version before this kept none. */
  inputDigest: string | null;
}

/** A run, with where it comes from and how far it is. Times are ms since 1970 UTC. */
export interface RunInfo extends Run {
  state: RunState;
  /** By partition. */
  ranges: RunRange[];
  /** The earliest and the latest event time of its records; null before the first one. */
  firstTime: number | null;
  lastTime: number | null;
  /** One digest of all ranges with theirs: two runs that have the same one have read the same records. */
  inputDigest: string | null;
  recordsIn: number;
  recordsOut: number;
  /** Records that could not be processed and were put aside. */
  deadLetters: number;
  /** Earlier records that were read only to build its state. */
  warmedUp: number;
  /** When its last partition had caught up; null where one has not. */
  caughtUpAt: number | null;
  /** When something was last committed for it; null where a version before this kept no such time. */
  updatedAt: number | null;
  /** When it ended: `updatedAt`, unless it is running. */
  endedAt: number | null;
  /** Since when readers have seen it; null where they don't see it. */
  promotedSince: number | null;
}

/**
 * All runs, the newest first.
 *
 * @param promotions those that count, of all output topics, see `promotionsOf`
 */
export function describeRuns(runs: Runs, promotions: readonly Promotion[]): RunInfo[] {
  return [...runs.byId.values()]
    .sort((a, b) => b.startedAt - a.startedAt || b.number - a.number)
    .map((run) => describeRun(run, runs, promotions));
}

function describeRun(run: Run, runs: Runs, promotions: readonly Promotion[]): RunInfo {
  const progress = [...(runs.progress.get(run.id)?.values() ?? [])].sort((a, b) => a.partition - b.partition);
  const ranges = progress.map(rangeOf);
  const sum = (count: (one: RunProgress) => number | undefined): number =>
    progress.reduce((total, one) => total + (count(one) ?? 0), 0);
  const times = (time: (one: RunProgress) => number | undefined): number[] =>
    progress.flatMap((one) => time(one) ?? []);
  const state = stateOf(run, runs);
  const updatedAt = most(times((one) => one.updatedAt));
  const isDigested = ranges.length > 0 && ranges.every(({ inputDigest }) => inputDigest !== null);
  return {
    ...run,
    state,
    ranges,
    firstTime: least(times((one) => one.firstTime)),
    lastTime: most(times((one) => one.lastTime)),
    inputDigest: isDigested ? digestText(crc32c(JSON.stringify(ranges))) : null,
    recordsIn: sum((one) => one.recordsIn),
    recordsOut: sum((one) => one.recordsOut),
    deadLetters: sum((one) => one.deadLetters),
    warmedUp: sum((one) => one.warmedUp),
    caughtUpAt: state === "complete" ? most(times((one) => one.caughtUpAt)) : null,
    updatedAt,
    endedAt: state === "running" ? null : updatedAt,
    promotedSince: promotedSince(run, promotions),
  };
}

function rangeOf({ partition, startOffset, nextOffset, recordsIn, inputDigest }: RunProgress): RunRange {
  const digest = inputDigest === undefined ? null : digestText(inputDigest);
  return { partition, from: startOffset, to: nextOffset, recordsIn, inputDigest: digest };
}

function stateOf(run: Run, runs: Runs): RunState {
  if (hasCaughtUp(run, runs)) return "complete";
  const isSuperseded = [...runs.byId.values()].some(
    ({ group, sourceTopic, number }) =>
      group === run.group && sourceTopic === run.sourceTopic && number > run.number,
  );
  return isSuperseded ? "aborted" : "running";
}

function promotedSince(run: Run, promotions: readonly Promotion[]): number | null {
  const ofTopic = promotions.filter(({ outputTopic }) => outputTopic === run.outputTopic);
  const before = ofTopic.findLastIndex(({ to }) => to !== run.id);
  return ofTopic[before + 1]?.at ?? null;
}

function digestText(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}

function least(times: number[]): number | null {
  return times.length === 0 ? null : Math.min(...times);
}

function most(times: number[]): number | null {
  return times.length === 0 ? null : Math.max(...times);
}
