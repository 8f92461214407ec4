import { setTimeout as delay } from "node:timers/promises";
import type { Connection } from "../../src/kafka/connection";
import { fetchPartition } from "../../src/kafka/fetch";
import { listOffsets } from "../../src/kafka/offsets";
import { decodeRecordSet } from "../../src/kafka/record-batch/decode";
import { withoutAborted } from "../../src/kafka/transaction-markers";

/** How often a partition is asked for more, ms: what a latency can be too long by. */
const POLL = 5;
const MAX_BYTES = 1_048_576;

/**
 * Reads what is committed to a topic from now on, as it comes, and calls `onOutput` with each record's event time.
 * Ends at the signal.
 */
export async function listen(
  connection: Connection,
  topic: string,
  onOutput: (timestamp: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const ends = await listOffsets(connection, topic, "stable");
  await Promise.all(
    [...ends].map(async ([partition, end]) => {
      let offset = end;
      while (!signal.aborted) {
        const request = {
          topic,
          partition,
          offset,
          isolation: "readCommitted",
          maxBytes: MAX_BYTES,
        } as const;
        const fetched = await connection.leaders.ask(topic, partition, (broker) =>
          fetchPartition(broker, request),
        );
        const batches = await decodeRecordSet({ topic, partition }, fetched.records);
        for (const { records } of withoutAborted(batches, fetched.aborted)) {
          for (const record of records) if (record.offset >= offset) onOutput(record.timestamp);
        }
        offset = (batches.at(-1)?.lastOffset ?? offset - 1) + 1;
        await delay(POLL);
      }
    }),
  );
}
