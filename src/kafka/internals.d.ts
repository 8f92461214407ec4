/**
 * The parts of kafkajs 2.2.4 below its public API that this folder uses: brokers that answer single protocol
 * requests. They are what makes it possible to read a log without joining a group, and to set a group's offsets in
 * milliseconds instead of five seconds. kafkajs is pinned to an exact version for their sake.
 */
declare module "kafkajs/src/cluster/index.js" {
  import type { Socket } from "node:net";
  import type NetworkConnection from "kafkajs/src/network/connection.js";
  import type Encoder from "kafkajs/src/protocol/encoder.js";

  /** One of Kafka's requests with the way to read its answer. */
  export interface ProtocolRequest<Decoded, Answer> {
    request: { apiKey: number; apiVersion: number; apiName: string; encode(): Promise<Encoder> };
    response: { decode(data: Buffer): Promise<Decoded>; parse(decoded: Decoded): Promise<Answer> };
  }

  /** What a producer of transactions is known by. */
  export interface ProducerIdentity {
    transactionalId: string;
    producerId: string;
    producerEpoch: number;
  }

  export interface Broker {
    nodeId: number;
    connectionPool: {
      send<Decoded, Answer>(request: ProtocolRequest<Decoded, Answer>): Promise<Answer>;
      /** Its connections: the second one is for Fetch. */
      readonly pool: readonly { readonly socket?: Socket }[];
      /** The connection for all requests but Fetch, connected. */
      getConnection(): Promise<NetworkConnection>;
    };
    initProducerId(request: {
      transactionalId: string | undefined;
      transactionTimeout: number;
    }): Promise<{ producerId: string; producerEpoch: number }>;
    addPartitionsToTxn(
      request: ProducerIdentity & { topics: { topic: string; partitions: number[] }[] },
    ): Promise<unknown>;
    addOffsetsToTxn(request: ProducerIdentity & { groupId: string }): Promise<unknown>;
    txnOffsetCommit(
      request: ProducerIdentity & {
        groupId: string;
        topics: { topic: string; partitions: { partition: number; offset: string }[] }[];
      },
    ): Promise<unknown>;
    /** `transactionResult` true commits, false aborts. */
    endTxn(request: ProducerIdentity & { transactionResult: boolean }): Promise<unknown>;
    /** Which node is the coordinator of a group (type 0) or of a transactional id (type 1). */
    findGroupCoordinator(request: {
      groupId: string;
      coordinatorType: 0 | 1;
    }): Promise<{ coordinator: { nodeId: number } }>;
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
    describeGroups(request: { groupIds: string[] }): Promise<{
      groups: {
        state: string;
        members: { memberId: string; clientId: string; clientHost: string; memberAssignment: Buffer }[];
      }[];
    }>;
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
    refreshMetadata(): Promise<void>;
    /** Whether it has a connection to any broker. */
    isConnected(): boolean;
    findBroker(node: { nodeId: string }): Promise<Broker>;
    findGroupCoordinatorMetadata(group: { groupId: string; coordinatorType: 0 | 1 }): Promise<unknown>;
    /** Of the nodes last heard of. */
    getNodeIds(): string[];
    findControllerBroker(): Promise<Broker>;
    brokerPool: {
      /** Any broker of the cluster, connected again if need be. */
      findConnectedBroker(): Promise<Broker>;
    };
  }
}

declare module "kafkajs/src/broker/index.js" {
  import type { Broker } from "kafkajs/src/cluster/index.js";

  /** Its functions send a request each; see `rights.ts`. */
  const Brokers: {
    prototype: {
      /** Opens its connection, learns what it can do, and says who we are. */
      connect(this: Broker): Promise<void>;
      /** What it knows of these topics, and of the cluster. */
      metadata(this: Broker, topics?: string[]): Promise<unknown>;
    };
  };
  export default Brokers;
}

declare module "kafkajs/src/network/connection.js" {
  import type { Socket } from "node:net";

  /** One socket to one broker. */
  export default class NetworkConnection {
    connect(): Promise<boolean>;
    isAuthenticated(): boolean;
    /** Does nothing where no SASL is set. */
    authenticate(): Promise<void>;
    nextCorrelationId(): number;
    readonly clientId: string;
    readonly socket: Socket;
    readonly requestQueue: {
      /** Sends it now or, where too many are under way, later; the answer comes to `entry.resolve`. */
      push(request: {
        entry: {
          apiKey: number;
          apiVersion: number;
          apiName: string;
          correlationId: number;
          resolve: (answer: { payload: Buffer }) => void;
          reject: (error: Error) => void;
        };
        expectResponse: boolean;
        requestTimeout: number | null;
        sendRequest: () => void;
      }): void;
    };
  }
}

declare module "kafkajs/src/protocol/requests/saslHandshake/v0/response.js" {
  interface Answer {
    errorCode: number;
    enabledMechanisms: string[];
  }
  const response: { parse: (answer: Answer) => Promise<Answer> };
  export default response;
}

declare module "kafkajs/src/protocol/requests/saslHandshake/v1/response.js" {
  export { default } from "kafkajs/src/protocol/requests/saslHandshake/v0/response.js";
}

declare module "kafkajs/src/protocol/encoder.js" {
  export default class Encoder {
    /** What has been written. */
    readonly buffer: Buffer;
    writeInt8(value: number): this;
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeInt64(value: number): this;
    writeString(value: string | null): this;
    writeBoolean(value: boolean): this;
    writeUVarInt(value: number): this;
    /** A compact string: its length plus one, then its UTF-8. */
    writeUVarIntString(value: string | null): this;
    /** Bytes as they are, without their length. */
    writeBuffer(value: Buffer): this;
  }
}

declare module "kafkajs/src/protocol/decoder.js" {
  export default class Decoder {
    constructor(data: Buffer);
    readInt16(): number;
    readInt32(): number;
    readInt64(): { toString(): string };
    readString(): string;
    /** An array; none where it is null. */
    readArray<T>(readItem: (decoder: Decoder) => T): T[];
    readBoolean(): boolean;
    readBytes(length: number): Buffer;
    readUVarIntString(): string | null;
    /** A compact array; null where it is null. */
    readUVarIntArray<T>(readItem: () => T): T[] | null;
    readTaggedFields(): unknown;
  }
}

declare module "kafkajs/src/protocol/error.js" {
  /** The error for a code in an answer, with its `type` as in Kafka's protocol guide. */
  export function createErrorFromCode(code: number): Error & { type: string };
}
