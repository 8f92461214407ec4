/**
 * The parts of kafkajs 2.2.4 below its public API that this folder uses: brokers that answer single protocol
 * requests. They are what makes it possible to read a log without joining a group, and to set a group's offsets in
 * milliseconds instead of five seconds. kafkajs is pinned to an exact version for their sake.
 */
declare module "kafkajs/src/cluster/index.js" {
  export interface FetchedMessage {
    offset: string;
    timestamp: string;
    key: Buffer | null;
    value: Buffer | null;
    headers: Record<string, Buffer | Buffer[] | undefined>;
    isControlRecord: boolean;
    batchContext: {
      firstOffset: string;
      lastOffsetDelta: number;
      producerId: string;
      inTransaction: boolean;
    };
  }

  export interface FetchedPartition {
    partition: number;
    highWatermark: string;
    lastStableOffset: string;
    abortedTransactions: { producerId: string; firstOffset: string }[];
    messages: FetchedMessage[];
  }

  export interface Broker {
    nodeId: number;
    fetch(request: {
      isolationLevel: number;
      maxWaitTime: number;
      minBytes: number;
      maxBytes: number;
      topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[];
    }): Promise<{ responses: { topicName: string; partitions: FetchedPartition[] }[] }>;
    listOffsets(request: {
      replicaId: number;
      isolationLevel: number;
      topics: { topic: string; partitions: { partition: number; timestamp: number | string }[] }[];
    }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>;
    offsetCommit(request: {
      groupId: string;
      groupGenerationId: number;
      memberId: string;
      topics: { topic: string; partitions: { partition: number; offset: string; metadata?: string }[] }[];
    }): Promise<unknown>;
    offsetFetch(request: {
      groupId: string;
      /** null asks for every topic the group has offsets for (OffsetFetch v2 and later). */
      topics: { topic: string; partitions: { partition: number }[] }[] | null;
    }): Promise<{ responses: { topic: string; partitions: { partition: number; offset: string }[] }[] }>;
  }

  export default class Cluster {
    constructor(options: Record<string, unknown>);
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    isConnected(): boolean;
    refreshMetadata(): Promise<void>;
    removeBroker(address: { host: string; port: number }): void;
    addMultipleTargetTopics(topics: string[]): Promise<void>;
    findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
    findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>;
    findBroker(node: { nodeId: string }): Promise<Broker>;
    findGroupCoordinator(group: { groupId: string }): Promise<Broker>;
  }
}

declare module "kafkajs/src/network/connection.js" {
  /** One socket to one broker. */
  export default class NetworkConnection {
    connect(): Promise<boolean>;
  }
}

declare module "kafkajs/src/network/socketFactory.js" {
  export default function socketFactory(): unknown;
}
