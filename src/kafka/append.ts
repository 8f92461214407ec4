import { BatchSender } from "./batch-sender";
import type { Connection } from "./connection";
import { toBatches, type OutgoingRecord } from "./record-batches";

/** No transactions: the time a broker would give one does not matter. */
const NO_TRANSACTION = { transactionalId: undefined, transactionTimeout: 0 } as const;

/** Appends records in order; retries neither double nor reorder them. */
export interface Appender {
  /** @throws PlayheadError TOPIC_NOT_FOUND, BROKER_UNREACHABLE */
  append(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
}

/**
 * An idempotent producer (KIP-98): its brokers know each batch by the producer's id and a sequence number.
 *
 * @param signal with it, a broker that is away is waited for until the signal says stop; else for some seconds
 */
export async function openAppender(
  connection: Connection,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Appender> {
  const { producerId, producerEpoch } = await connection.guard(() =>
    connection.askAnyone((broker) => broker.initProducerId(NO_TRANSACTION)),
  );
  const sender = new BatchSender(connection, { producerId, producerEpoch, transactionalId: null }, signal);
  let calls = 0;
  return {
    append: (topic, records) =>
      connection.guard(async () => {
        const partitions = await connection.leaders.partitionCount(topic);
        // Records without a key take turns, call by call.
        const batches = toBatches(topic, records, partitions, calls++ % partitions);
        await Promise.all(
          batches.partitions().map(async (partition) => {
            for (const batch of batches.of(partition)) await sender.send(topic, partition, batch);
          }),
        );
      }),
  };
}
