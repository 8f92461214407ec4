import type { Connection } from "./connection";
import { anyOf, leaderIsMoving, onAnswer, type Rule } from "./patience";
import { produceBatch } from "./produce";
import type { RecordBatchWriter } from "./record-batch/encode";

/** What a producer is known by to the brokers (KIP-98). */
export interface ProducerId {
  producerId: string;
  producerEpoch: number;
  /** Null outside of transactions. */
  transactionalId: string | null;
}

/** After these the same batch is sent again: the broker knows it by its sequence number. */
const AGAIN = anyOf(
  leaderIsMoving,
  onAnswer([
    "CONCURRENT_TRANSACTIONS",
    "NOT_ENOUGH_REPLICAS",
    "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
    "REQUEST_TIMED_OUT",
  ]),
  // A leader whose disk fails: another one may take over, but a lone broker with a full disk ends.
  onAnswer(["KAFKA_STORAGE_ERROR"], { patience: 3000 }),
);
/** The same, however long it takes. */
const untilTold: Rule = (error) => AGAIN(error) && { patience: Infinity };

/** Sequence numbers go up to the largest 32-bit integer, then from 0 on. */
const SEQUENCE_MASK = 0x7fffffff;

/** Appends record batches under one producer id, so that retries neither double nor reorder a record. */
export class BatchSender {
  private readonly sequences = new Map<string, number>();
  /** Set where nobody knows whether a batch has been appended: another one would be taken for it, or for too late. */
  private failure: { error: unknown } | undefined;

  private readonly trying: { rule: Rule; isInVain?: () => boolean };

  /** @param signal with it, a broker that is away is waited for until it says stop */
  constructor(
    private readonly connection: Connection,
    private readonly id: ProducerId,
    signal?: AbortSignal,
  ) {
    this.trying =
      signal === undefined ? { rule: AGAIN } : { rule: untilTold, isInVain: () => signal.aborted };
  }

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
    const baseOffset = await this.connection.leaders
      .ask(
        topic,
        partition,
        (leader) => produceBatch(leader, { topic, partition, batch, transactionalId }),
        this.trying,
      )
      .catch((error: unknown) => {
        if (AGAIN(error) !== undefined) this.failure = { error };
        throw error;
      });
    this.sequences.set(place, (sequence + count) & SEQUENCE_MASK);
    return baseOffset + count;
  }
}
