import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "../kafka/connection";
import { committedOffsets, listOffsets } from "../kafka/offsets";
import { causeOf, unanswered } from "./cause";
import { looked, stalledSince, unheardOf, type Seen, type Standing } from "./judge";
import type { Cause, Stall } from "./stall";

/** A partition that has made no progress for so long has stalled, ms: named well before half a minute has passed. */
const STALLED_AFTER = 15_000;
/** Looks within that time. */
const LOOKS = 5;

export interface WatchedGroup {
  connection: Connection;
  group: string;
  topic: string;
}

export interface StallWatchOptions {
  /** Called once when a partition has stalled, and once when it goes on. */
  onStalled: ((stall: Stall) => void) | undefined;
  /** Ends the watch. */
  signal: AbortSignal;
  /** Counts what this process does for a partition between two commits; default 0. */
  workOn?: (partition: number) => number;
  /** ms; default 15 s. */
  stalledAfter?: number;
}

/**
 * Watches a group on all partitions of a topic, whoever works on them, and tells of those on which it makes no progress
 * though there is lag. Resolves when the signal says stop; it never fails: that Kafka does not answer is told as well.
 */
export async function watchStalls(watched: WatchedGroup, options: StallWatchOptions): Promise<void> {
  const { onStalled, signal, stalledAfter = STALLED_AFTER } = options;
  if (onStalled === undefined) return;
  const pause = stalledAfter / LOOKS;
  const told = new Map<number, Stall>();
  let seen = new Map<number, Seen>();
  while (await waited(pause, signal)) {
    const look = await within(stalledAfter - pause, standings(watched, options.workOn));
    const at = Date.now();
    if ("value" in look) seen = looked(seen, look.value, at);
    for (const [partition, stall] of told) {
      if (seen.get(partition)?.since === stall.since) continue;
      told.delete(partition);
      onStalled({ ...stall, overAt: at });
    }
    const still = "value" in look ? stalledSince : unheardOf;
    for (const { standing, since } of still(seen, at, stalledAfter)) {
      const { partition } = standing;
      if (told.has(partition)) continue;
      const cause =
        "value" in look ? await causeWithin(stalledAfter / 2, watched, standing) : unanswered(look.error);
      if (signal.aborted) return;
      const stall = stallOf(watched, standing, since, cause);
      told.set(partition, stall);
      onStalled(stall);
    }
  }
}

async function standings(
  { connection, group, topic }: WatchedGroup,
  workOn: (partition: number) => number = () => 0,
): Promise<Standing[]> {
  const [starts, stable, ends, committed] = await Promise.all([
    listOffsets(connection, topic, "earliest"),
    listOffsets(connection, topic, "stable"),
    listOffsets(connection, topic, "latest"),
    committedOffsets(connection, group),
  ]);
  return [...ends].map(([partition, end]) => ({
    partition,
    offset: committed.get(topic)?.get(partition) ?? starts.get(partition) ?? 0,
    stable: stable.get(partition) ?? end,
    end,
    work: workOn(partition),
  }));
}

async function causeWithin(
  patience: number,
  { connection, group, topic }: WatchedGroup,
  standing: Standing,
): Promise<Cause> {
  const found = await within(patience, causeOf(connection, group, topic, standing));
  return "value" in found ? found.value : unanswered(found.error);
}

function stallOf(
  { group, topic }: WatchedGroup,
  { partition, offset, end }: Standing,
  since: number,
  cause: Cause,
): Stall {
  return { group, topic, partition, offset, lag: end - offset, since, overAt: undefined, ...cause };
}

/** What is asked may never be answered. */
async function within<T>(patience: number, asked: Promise<T>): Promise<{ value: T } | { error: unknown }> {
  const late = new AbortController();
  const answer = asked.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const silence = delay(patience, { error: undefined }, { signal: late.signal });
  silence.catch(() => undefined);
  const first = await Promise.race([answer, silence]);
  late.abort();
  return first;
}

/** Waits; returns whether the signal has not said stop. */
async function waited(ms: number, signal: AbortSignal): Promise<boolean> {
  await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
  return !signal.aborted;
}
