import type { Producer, TopicMessages } from "kafkajs";
import { COORDINATOR_NOT_READY, COORDINATOR_PATIENCE, throwIfNoTopic, type Connection } from "./connection";
import { isKafkaError } from "./errors";
import type { PartitionOffsets } from "./offsets";

export interface OutgoingRecord {
  key: Buffer | string | null;
  value: Buffer | string | null;
  /** Event time, ms since 1970 UTC. */
  timestamp: number;
  headers?: Record<string, string>;
  partition?: number;
}

export interface Outgoing {
  topic: string;
  records: OutgoingRecord[];
}

/** What belongs together: all of it becomes visible at once, or none. */
export interface Transaction {
  /**
   * Appends to a topic. Returns for each partition an offset that a reader of committed records gets past only
   * once the whole transaction is visible to it.
   */
  send(outgoing: Outgoing): Promise<PartitionOffsets>;
  /** Moves the group's committed offsets when the transaction commits. */
  commitOffsets(group: string, topic: string, offsets: PartitionOffsets): Promise<void>;
}

/** One send is one record batch per partition; with this many bytes it stays below Kafka's limit of 1 MB. */
const MAX_BATCH_BYTES = 512 * 1024;
/** kafkajs's work per send grows with the square of its records. */
const MAX_BATCH_RECORDS = 1000;
/** Bytes a record takes besides its key, value and headers. */
const RECORD_OVERHEAD = 32;

/** Splits records into sends that Kafka takes. */
export function* inBatches(records: readonly OutgoingRecord[]): Generator<OutgoingRecord[]> {
  let batch: OutgoingRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    const size = sizeOf(record);
    if (batch.length > 0 && (bytes + size > MAX_BATCH_BYTES || batch.length === MAX_BATCH_RECORDS)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let size = RECORD_OVERHEAD + Buffer.byteLength(key ?? "") + Buffer.byteLength(value ?? "");
  for (const name in headers) size += Buffer.byteLength(name) + Buffer.byteLength(headers[name] ?? "");
  return size;
}

/** As kafkajs wants records. */
export function toMessages(topic: string, records: readonly OutgoingRecord[]): TopicMessages {
  return {
    topic,
    messages: records.map(({ key, value, timestamp, headers, partition }) => ({
      key,
      value,
      timestamp: String(timestamp),
      ...(headers === undefined ? {} : { headers }),
      ...(partition === undefined ? {} : { partition }),
    })),
  };
}

const RETRY_PAUSE = 4;

/** A producer of transactions under one transactional id. */
export class TransactionalProducer {
  private constructor(
    private readonly connection: Connection,
    private readonly producer: Producer,
  ) {}

  /**
   * Fences whoever used the transactional id before and settles what that process left open, so that offsets read
   * after this are final (KIP-98, KIP-447).
   */
  static async open(connection: Connection, transactionalId: string): Promise<TransactionalProducer> {
    const producer = await connection.transactionalProducer(transactionalId);
    const opened = new TransactionalProducer(connection, producer);
    try {
      // The first transaction initialises the producer id; without partitions nothing is sent for it.
      await connection.guard(async () => (await producer.transaction()).abort());
      return opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  /**
   * Runs `work` in one transaction: committed when it returns, aborted when it throws.
   *
   * @throws PlayheadError FENCED where another process has taken over the transactional id
   */
  async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.connection.guard(async () => {
      const transaction = await this.producer.transaction();
      try {
        const result = await work({
          send: async ({ topic, records }) => {
            const ends: PartitionOffsets = new Map();
            for (const batch of inBatches(records)) {
              const message = toMessages(topic, batch);
              const acknowledged = await whileTooEarly(() => transaction.send(message)).catch(
                throwIfNoTopic(topic),
              );
              for (const { partition, baseOffset } of acknowledged)
                ends.set(partition, Number(baseOffset) + 1);
            }
            return ends;
          },
          commitOffsets: (group, topic, offsets) =>
            whileTooEarly(() =>
              transaction.sendOffsets({
                consumerGroupId: group,
                topics: [
                  {
                    topic,
                    partitions: [...offsets].map(([partition, offset]) => ({
                      partition,
                      offset: String(offset),
                    })),
                  },
                ],
              }),
            ),
        });
        await transaction.commit();
        return result;
      } catch (error) {
        // A fenced or disconnected producer can't abort: its transaction has been, or will be, ended by the broker.
        if (transaction.isActive()) await transaction.abort().catch(() => undefined);
        throw error;
      }
    });
  }

  async close(): Promise<void> {
    await this.connection.release(this.producer);
  }
}

/**
 * Tries a request again that comes too early: right after a commit the transaction's coordinator may still be writing
 * its markers, and on a broker that has just started the group's coordinator is loading its groups.
 */
async function whileTooEarly<T>(request: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + COORDINATOR_PATIENCE;
  for (;;) {
    try {
      return await request();
    } catch (error) {
      const tooEarly = isKafkaError(error, "CONCURRENT_TRANSACTIONS", ...COORDINATOR_NOT_READY);
      if (!tooEarly || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE));
    }
  }
}
