import { openAppender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import { ensureTopic } from "../../src/kafka/topics";
import type { MadeRecord } from "./make";

const AT_A_TIME = 10_000;

/**
 * Appends records to topics, the same to each, by Kafka's default partitioner; topics that are missing are made.
 *
 * @param topics their partitions by name
 * @param signal ends it between two thousands of records, by throwing its reason
 */
export async function appendRecords(
  connection: Connection,
  topics: ReadonlyMap<string, number>,
  records: Iterable<MadeRecord>,
  signal: AbortSignal,
): Promise<void> {
  for (const [topic, partitions] of topics) await ensureTopic(connection, { topic, partitions });
  const appender = await openAppender(connection);
  for (const some of inPieces(records)) {
    for (const topic of topics.keys()) await appender.append(topic, some);
    signal.throwIfAborted();
  }
}

function* inPieces(records: Iterable<MadeRecord>): Generator<MadeRecord[]> {
  let piece: MadeRecord[] = [];
  for (const record of records) {
    piece.push(record);
    if (piece.length < AT_A_TIME) continue;
    yield piece;
    piece = [];
  }
  if (piece.length > 0) yield piece;
}
