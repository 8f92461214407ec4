import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "../../src/kafka/connection";
import { committedOffsets, type PartitionOffsets } from "../../src/kafka/offsets";

/** How often the broker is asked, ms: what an end can be late by. */
const POLL = 20;

/**
 * Waits until the broker has a group's committed offsets at the log's end.
 *
 * @returns when that was seen, ms since 1970; undefined when the signal came first
 */
export async function untilCommitted(
  connection: Connection,
  group: string,
  topic: string,
  ends: PartitionOffsets,
  signal: AbortSignal,
): Promise<number | undefined> {
  for (;;) {
    const committed = (await committedOffsets(connection, group)).get(topic);
    const reached = [...ends].every(([partition, end]) => (committed?.get(partition) ?? 0) >= end);
    if (reached) return Date.now();
    // Asked once more after the signal: its process may have committed right before its end.
    if (signal.aborted) return undefined;
    await delay(POLL);
  }
}
