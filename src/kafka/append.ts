import { Partitioners } from "kafkajs";
import { throwIfNoTopic, type Connection } from "./connection";
import { inBatches, toMessages, type OutgoingRecord } from "./transactions";

const partitioner = Partitioners.DefaultPartitioner();

/** The partition Kafka's own clients give a key among `partitions` (murmur2 of the key, KIP-480's hashed case). */
export function partitionOf(key: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    partitionId,
    leader: 0,
    partitionErrorCode: 0,
    replicas: [],
    isr: [],
  }));
  return partitioner({ topic: "", partitionMetadata, message: { key, value: null } });
}

/** Appends records in order; retries neither double nor reorder them. */
export interface Appender {
  /** @throws PlayheadError TOPIC_NOT_FOUND, BROKER_UNREACHABLE */
  append(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
  close(): Promise<void>;
}

export async function openAppender(connection: Connection): Promise<Appender> {
  const producer = await connection.idempotentProducer();
  return {
    append: (topic, records) =>
      connection.guard(async () => {
        // One after the other: concurrent sends could overtake each other.
        for (const batch of inBatches(records))
          await producer.send({ acks: -1, ...toMessages(topic, batch) }).catch(throwIfNoTopic(topic));
      }),
    close: () => connection.release(producer),
  };
}
