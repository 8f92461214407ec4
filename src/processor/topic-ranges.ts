import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import { listOffsets } from "../kafka/offsets";
import type { FetchedRecord } from "../kafka/record-batch/log-record";
import type { Stage } from "./processor";
import { requireOwnKey, targetsOf, type Until } from "./targets";

/** What is read of one partition: from an offset up to, not including, another. */
export interface PartitionRange {
  partition: number;
  from: number;
  until: number;
}

/**
 * Each partition's log from its start up to where one is told to end, at most to its end as of now.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND; REPARTITION_NEEDED where one of the processors has a key of its own
 */
export async function topicRanges(
  connection: Connection,
  topic: string,
  processors: readonly Stage[],
  until: Until | undefined,
): Promise<PartitionRange[]> {
  const [starts, ends] = await Promise.all([
    listOffsets(connection, topic, "earliest"),
    listOffsets(connection, topic, "stable"),
  ]);
  for (const processor of processors) requireOwnKey(processor, topic, ends.size);
  const targets = await targetsOf(connection, topic, ends, until);
  return [...targets].map(([partition, target]) => ({
    partition,
    from: starts.get(partition) ?? 0,
    until: target,
  }));
}

/** Reads them one partition after the other, each in the order of its log, without a group: as they were fetched. */
export async function* readRanges(
  connection: Connection,
  topic: string,
  ranges: readonly PartitionRange[],
  signal: AbortSignal | undefined,
): AsyncGenerator<{ partition: number; records: FetchedRecord[] }> {
  for (const range of ranges) {
    const { partition } = range;
    const bounds = { topic, ...range, ...(signal === undefined ? {} : { signal }) };
    for await (const { records } of readLog(connection, bounds)) yield { partition, records };
  }
}
