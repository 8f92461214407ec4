import type { Broker, ProducerIdentity } from "kafkajs/src/cluster/index.js";
import { BatchSender } from "./batch-sender";
import { TRANSACTION_TIMEOUT, type Connection } from "./connection";
import { fenced, isConnectionError, isKafkaError } from "./errors";
import { Coordinator } from "./coordinator";
import type { PartitionOffsets } from "./offsets";
import { toBatches, type OutgoingRecord, type RecordBatches } from "./record-batches";

/** Answers to a request for partitions of several topics of which some can't be had. */
const NOT_ALL = ["TOPIC_AUTHORIZATION_FAILED", "UNKNOWN_TOPIC_OR_PARTITION", "OPERATION_NOT_ATTEMPTED"];

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
  /** The same for records that have been written into batches already, of several topics at once. */
  sendBatches(batches: readonly RecordBatches[]): Promise<PartitionOffsets[]>;
  /** Moves the group's committed offsets when the transaction commits. */
  commitOffsets(group: string, topic: string, offsets: PartitionOffsets): Promise<void>;
}

/**
 * A producer of transactions under one transactional id (KIP-98). kafkajs's own is not used: it copies and encodes
 * records slowly, looks its coordinator up before every request, and takes 270 ms where a transaction follows
 * another one at once.
 */
export class TransactionalProducer {
  private readonly sender: BatchSender;
  private readonly groups = new Map<string, Coordinator>();

  private constructor(
    private readonly connection: Connection,
    private readonly coordinator: Coordinator,
    private readonly identity: ProducerIdentity,
  ) {
    this.sender = new BatchSender(connection, identity);
  }

  /**
   * Fences whoever used the transactional id before and settles what that process left open, so that offsets read
   * after this are final (KIP-98, KIP-447).
   */
  static async open(connection: Connection, transactionalId: string): Promise<TransactionalProducer> {
    const coordinator = new Coordinator(connection, "transaction", transactionalId);
    const { producerId, producerEpoch } = await connection.guard(() =>
      coordinator.ask((broker) =>
        broker.initProducerId({ transactionalId, transactionTimeout: TRANSACTION_TIMEOUT }),
      ),
    );
    return new TransactionalProducer(connection, coordinator, { transactionalId, producerId, producerEpoch });
  }

  /**
   * Runs `work` in one transaction: committed when it returns, aborted when it throws.
   *
   * @throws PlayheadError FENCED where another process has taken over the transactional id
   */
  async run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.connection.guard(async () => {
      const transaction = new OpenTransaction(this.connection, this.sender, this.identity, (request) =>
        this.coordinator.ask(request),
      );
      try {
        const result = await work(transaction.of((group) => this.groupCoordinator(group)));
        await transaction.end(true);
        return result;
      } catch (error) {
        // A fenced or disconnected producer can't abort: its transaction has been, or will be, ended by the broker.
        if (!isConnectionError(error)) await transaction.end(false).catch(() => undefined);
        throw error;
      }
    });
  }

  private groupCoordinator(group: string): Coordinator {
    const known = this.groups.get(group) ?? new Coordinator(this.connection, "group", group);
    this.groups.set(group, known);
    return known;
  }
}

class OpenTransaction {
  /** Partitions that the coordinator knows to be part of it. */
  private readonly added = new Set<string>();
  private readonly groups = new Set<string>();
  private ended = false;

  constructor(
    private readonly connection: Connection,
    private readonly sender: BatchSender,
    private readonly identity: ProducerIdentity,
    private readonly ask: <T>(request: (coordinator: Broker) => Promise<T>) => Promise<T>,
  ) {}

  of(groupCoordinator: (group: string) => Coordinator): Transaction {
    return {
      send: async ({ topic, records }) => {
        if (records.length === 0) return new Map();
        const partitions = await this.connection.leaders.partitionCount(topic);
        const [ends = new Map<number, number>()] = await this.sendBatches([
          toBatches(topic, records, partitions),
        ]);
        return ends;
      },
      sendBatches: (batches) => this.sendBatches(batches),
      commitOffsets: (group, topic, offsets) =>
        this.commitOffsets(groupCoordinator(group), group, topic, offsets),
    };
  }

  private async sendBatches(all: readonly RecordBatches[]): Promise<PartitionOffsets[]> {
    await this.addPartitions(all);
    // What has begun is waited for, also where a part of it fails: nothing may be sent after the end.
    const sent = await Promise.allSettled(all.map((batches) => this.sendTo(batches)));
    return sent.map((outcome) => {
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    });
  }

  /** Tells the coordinator of the partitions that it does not know yet to be part of the transaction. */
  private async addPartitions(all: readonly RecordBatches[]): Promise<void> {
    const topics = all
      .map((batches) => ({
        topic: batches.topic,
        partitions: batches
          .partitions()
          .filter((partition) => !this.added.has(`${batches.topic}/${partition}`)),
      }))
      .filter(({ partitions }) => partitions.length > 0);
    if (topics.length === 0) return;
    const add = (some: typeof topics): Promise<unknown> =>
      this.ask((coordinator) => coordinator.addPartitionsToTxn({ ...this.identity, topics: some }));
    try {
      await add(topics);
    } catch (error) {
      if (!isKafkaError(error, ...NOT_ALL)) throw error;
      // The coordinator refuses all of them because of one: asked one by one, it tells which.
      for (const topic of topics) await add([topic]);
    }
    for (const { topic, partitions } of topics) {
      for (const partition of partitions) this.added.add(`${topic}/${partition}`);
    }
  }

  private async sendTo(batches: RecordBatches): Promise<PartitionOffsets> {
    const { topic } = batches;
    const sent = await Promise.allSettled(
      batches.partitions().map(async (partition): Promise<[number, number]> => {
        let end = 0;
        for (const batch of batches.of(partition)) end = await this.sender.send(topic, partition, batch);
        return [partition, end];
      }),
    );
    return new Map(
      sent.map((outcome) => {
        if (outcome.status === "rejected") throw outcome.reason;
        return outcome.value;
      }),
    );
  }

  private async commitOffsets(
    coordinator: Coordinator,
    groupId: string,
    topic: string,
    offsets: PartitionOffsets,
  ): Promise<void> {
    const { identity } = this;
    if (!this.groups.has(groupId))
      await this.ask((broker) => broker.addOffsetsToTxn({ ...identity, groupId }));
    this.groups.add(groupId);
    const partitions = [...offsets].map(([partition, offset]) => ({ partition, offset: String(offset) }));
    await coordinator.ask((broker) =>
      broker.txnOffsetCommit({ ...identity, groupId, topics: [{ topic, partitions }] }),
    );
  }

  /** One that nothing was added to is none: nothing is sent for it. */
  async end(commit: boolean): Promise<void> {
    if (this.ended || this.added.size + this.groups.size === 0) return;
    this.ended = true;
    try {
      await this.ask((coordinator) => coordinator.endTxn({ ...this.identity, transactionResult: commit }));
    } catch (error) {
      // So says Kafka 4.3 while another process is taking over the id ("already a pending state PREPARE_EPOCH_FENCE"). Who
      // begins anew learns from the committed offset whether this one counted.
      throw isKafkaError(error, "UNKNOWN") ? fenced(error) : error;
    }
  }
}
