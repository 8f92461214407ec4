import { formatTime } from "../view/quantities";

/** Why a partition makes no progress, as far as Kafka tells, and what to do about it. */
export interface Cause {
  reason: string;
  remedy: string;
}

/** A partition on which a group has made no progress for a while, though there is lag. */
export interface Stall extends Cause {
  group: string;
  topic: string;
  partition: number;
  /** CURRENT-OFFSET. */
  offset: number;
  lag: number;
  /** When it was first seen to stand there; wall clock, ms since 1970 UTC. */
  since: number;
  /** When it went on; undefined while it has not. */
  overAt: number | undefined;
}

/**
 * A stall in words.
 *
 * @example
 * stallText(stall); // "Stalled: raw-trackpoints partition 0, where distance_calculator stands at offset 5 since …"
 */
export function stallText({
  group,
  topic,
  partition,
  offset,
  lag,
  since,
  overAt,
  reason,
  remedy,
}: Stall): string {
  if (overAt !== undefined)
    return `${topic} partition ${partition} goes on, after ${Math.round((overAt - since) / 1000)} s.`;
  return (
    `Stalled: ${topic} partition ${partition}, where ${group} stands at offset ${offset} since ` +
    `${formatTime(toSecond(since))} with a lag of ${lag}. ${reason}\nWhat to do: ${remedy}`
  );
}

function toSecond(time: number): number {
  return Math.floor(time / 1000) * 1000;
}
