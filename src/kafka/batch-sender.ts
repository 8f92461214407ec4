import { setTimeout as delay } from "node:timers/promises";
import { STALE_LEADER, throwIfNoTopic, type Connection } from "./connection";
import { isConnectionError, isKafkaError } from "./errors";
import { produceBatch } from "./produce";
import type { RecordBatchWriter } from "./record-batch/encode";

/** What a producer is known by to the brokers (KIP-98). */
export interface ProducerId {
  producerId: string;
  producerEpoch: number;
  /** Null outside of transactions. */
  transactionalId: string | null;
}

/** A leader whose disk fails: another one may take over, but a lone broker with a full disk ends. */
const DISK_TROUBLE = "KAFKA_STORAGE_ERROR";
const DISK_PATIENCE = 3000;
/** Answers after which the same batch is sent again: the broker knows it by its sequence number. */
const AGAIN = [
  ...STALE_LEADER,
  "CONCURRENT_TRANSACTIONS",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "REQUEST_TIMED_OUT",
  DISK_TROUBLE,
];
/** How long a broker that restarts is waited for, and how long until it is tried again; ms. */
const PATIENCE = 10_000;
const PAUSE = 50;
/** Sequence numbers go up to the largest 32-bit integer, then from 0 on. */
const SEQUENCE_MASK = 0x7fffffff;

/** Appends record batches under one producer id, so that retries neither double nor reorder a record. */
export class BatchSender {
  private readonly sequences = new Map<string, number>();
  /** Set where nobody knows whether a batch has been appended: another one would be taken for it, or for too late. */
  private failure: { error: unknown } | undefined;

  /** @param signal with it, a broker that is away is waited for until it says stop */
  constructor(
    private readonly connection: Connection,
    private readonly id: ProducerId,
    private readonly signal?: AbortSignal,
  ) {}

  /**
   * Appends what the writer holds. One after the other: batches of a partition must not overtake each other.
   *
   * @returns the offset after the last record
   * @throws PlayheadError TOPIC_NOT_FOUND, and what kafkajs throws
   */
  async send(topic: string, partition: number, records: RecordBatchWriter): Promise<number> {
    if (this.failure !== undefined) throw this.failure.error;
    const { producerId, producerEpoch, transactionalId } = this.id;
    const place = `${topic}/${partition}`;
    const sequence = this.sequences.get(place) ?? 0;
    const { count } = records;
    const batch = records.finish({
      producerId: BigInt(producerId),
      producerEpoch,
      baseSequence: sequence,
      transactional: transactionalId !== null,
    });
    const baseOffset = await this.patiently(topic, () =>
      this.connection.onLeader(topic, partition, (broker) =>
        produceBatch(broker, { topic, partition, batch, transactionalId }),
      ),
    );
    this.sequences.set(place, (sequence + count) & SEQUENCE_MASK);
    return baseOffset + count;
  }

  private async patiently(topic: string, produce: () => Promise<number>): Promise<number> {
    let deadline = this.signal === undefined ? Date.now() + PATIENCE : Infinity;
    for (;;) {
      try {
        return await produce();
      } catch (error) {
        const again = isKafkaError(error, ...AGAIN) || isConnectionError(error);
        if (isKafkaError(error, DISK_TROUBLE)) deadline = Math.min(deadline, Date.now() + DISK_PATIENCE);
        const inVain = this.connection.isClosed || this.signal?.aborted === true;
        if (!again || Date.now() > deadline || inVain) {
          if (again) this.failure = { error };
          throw error;
        }
        await delay(PAUSE);
        await this.askForLeaders(topic);
      }
    }
  }

  private async askForLeaders(topic: string): Promise<void> {
    try {
      await this.connection.topicMetadata(topic);
    } catch (error) {
      // The broker is not back yet: the deadline decides how often this is tried.
      if (!isConnectionError(error)) throwIfNoTopic(topic)(error);
    }
  }
}
