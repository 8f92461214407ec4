import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { offsetsAt, type PartitionOffsets } from "../kafka/offsets";
import type { Stage } from "./processor";

/** Where to end: before an offset of each partition, or before the first record at or after a time (event time). */
export type Until = { offset: number } | { time: Date };

/** Where to end on each partition: never beyond the log's end as of the start, which is not waited for. */
export async function targetsOf(
  connection: Connection,
  topic: string,
  ends: PartitionOffsets,
  until: Until | undefined,
): Promise<PartitionOffsets> {
  if (until === undefined) return ends;
  const limit = await limitOf(connection, topic, until);
  return new Map([...ends].map(([partition, end]) => [partition, Math.min(end, limit(partition))]));
}

async function limitOf(
  connection: Connection,
  topic: string,
  until: Until,
): Promise<(partition: number) => number> {
  if ("offset" in until) {
    const { offset } = until;
    if (Number.isSafeInteger(offset) && offset >= 0) return () => offset;
    throw badUntil(`${offset} is not an offset`, "give a whole number, 0 or more");
  }
  const time = until.time.getTime();
  if (Number.isNaN(time)) throw badUntil("The time to end at is no time", "give a valid Date");
  const offsets = await offsetsAt(connection, topic, time);
  return (partition) => offsets.get(partition) ?? Infinity;
}

function badUntil(message: string, remedy: string): PlayheadError {
  return new PlayheadError("BAD_OPTION", message, { remedy });
}

/**
 * State is kept per key, and a partition knows only the records that lie in it.
 *
 * @throws PlayheadError REPARTITION_NEEDED
 */
export function requireOwnKey({ name, key }: Stage, topic: string, partitions: number): void {
  if (key === undefined || partitions <= 1) return;
  throw new PlayheadError(
    "REPARTITION_NEEDED",
    `${name} keeps its state by a key of its own, but ${topic} has ${partitions} partitions, filled by another: records that belong together lie in several of them`,
    {
      remedy:
        "produce the records to a topic that is keyed so (repartitioning) and process that one without `key`, or use a topic of one partition",
    },
  );
}
