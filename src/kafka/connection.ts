// The one way to bring declarations to whoever compiles this file alone, as a notebook's kernel does.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./internals.d.ts" />
import { setTimeout as delay } from "node:timers/promises";
import { Kafka, logLevel, type Admin, type Consumer, type SASLOptions } from "kafkajs";
import Cluster from "kafkajs/src/cluster/index.js";
import type { Broker } from "kafkajs/src/cluster/index.js";
import type { Socket } from "node:net";
import type { Tls } from "../client-config/tls";
import type { Credentials } from "../credentials";
import { PlayheadError } from "../errors";
import { NO_LOG, type Log } from "../log";
import { isBrokerNotFound, isKafkaError, toPlayheadError } from "./errors";
import { fetchTopicMetadata, type TopicMetadata } from "./metadata";
import { openSocket, type SocketOptions } from "./socket";
import "./offered-mechanisms";
import "./one-socket";

/** Milliseconds. Together they keep an unreachable broker from being waited for longer than ten seconds. */
const CONNECTION_TIMEOUT = 3000;
const REQUEST_TIMEOUT = 30_000;
const RETRY = { retries: 6, initialRetryTime: 50, maxRetryTime: 1000 };

/** Membership: a member that dies is noticed after the session timeout, whose minimum a broker sets to 6 s. */
export const SESSION_TIMEOUT = 6000;
const HEARTBEAT_INTERVAL = 200;
/** kafkajs waits this long before it looks at anything new (a stop, a rebalance); its default of 5 s is felt. */
const MAX_WAIT = 100;
export const COORDINATOR_PATIENCE = 10_000;
const LEADER_PATIENCE = 10_000;
/** Answers of a broker that is not, or not yet, the coordinator of a group: while it loads its groups, say. */
export const COORDINATOR_NOT_READY = [
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
];
/** Answers of a broker that is not, or not yet, the leader of a partition. */
export const STALE_LEADER = [
  "NOT_LEADER_FOR_PARTITION",
  "LEADER_NOT_AVAILABLE",
  "UNKNOWN_TOPIC_OR_PARTITION",
] as const;
/** How long the brokers are given to hear that a connection ends. */
const GOODBYE = 1000;
/** An open transaction of a killed process ends after this time. */
export const TRANSACTION_TIMEOUT = 10_000;

/** What a cluster asks of those who come from outside. */
export interface Access {
  credentials?: Credentials | undefined;
  tls?: Tls | undefined;
}

/**
 * The one door to a Kafka cluster: hands out kafkajs clients with our settings and runs single requests.
 * `close()` ends every connection that was opened through it.
 */
export class Connection {
  /** Where those who work over it write down what they did. */
  log: Log = NO_LOG;
  private readonly kafka: Kafka;
  private readonly open = new Set<Pick<Client, "disconnect">>();
  private readonly sockets = new Set<Socket>();
  private readonly connecting = new Set<Promise<void>>();
  private closed = false;
  private rawCluster: Promise<Cluster> | undefined;
  private adminClient: Promise<Admin> | undefined;
  /** The leaders of each topic's partitions, as last heard. */
  private readonly leaders = new Map<string, Map<number, number>>();

  constructor(
    readonly brokers: readonly string[],
    readonly clientId: string,
    readonly access: Access = {},
  ) {
    this.kafka = new Kafka({
      clientId,
      brokers: [...brokers],
      ...this.security(),
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      socketFactory: this.openSocket,
      retry: RETRY,
      // What kafkajs would log reaches the caller as an error or is a retry that succeeded.
      logLevel: logLevel.NOTHING,
    });
  }

  /** The part of kafkajs's settings that tells who we are. That there is TLS matters to {@link openSocket} alone. */
  private security(): { sasl?: SASLOptions } {
    const { credentials } = this.access;
    // The object itself: a copy would hold the password where whoever inspects a connection sees it.
    return credentials === undefined ? {} : { sasl: credentials };
  }

  /** Who we are to the cluster, as its lists of rights say it. */
  get principal(): string {
    return `User:${this.access.credentials?.username ?? "ANONYMOUS"}`;
  }

  /** Whether it has been closed: what fails since is not tried again. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** Runs `work` and turns what kafkajs throws into a PlayheadError. */
  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toPlayheadError(error, this);
    }
  }

  admin(): Promise<Admin> {
    this.adminClient ??= this.connected(() => this.kafka.admin()).catch((error: unknown) => {
      this.adminClient = undefined;
      throw error;
    });
    return this.adminClient;
  }

  /**
   * @param restart asked when the consumer has crashed: whether it is to join again by itself. Else who has joined is
   *   told and decides, so that no member is left of which nobody knows.
   */
  consumer(groupId: string, restart: (error: unknown) => boolean): Promise<Consumer> {
    return this.connected(() =>
      this.kafka.consumer({
        groupId,
        sessionTimeout: SESSION_TIMEOUT,
        rebalanceTimeout: SESSION_TIMEOUT,
        heartbeatInterval: HEARTBEAT_INTERVAL,
        maxWaitTimeInMs: MAX_WAIT,
        allowAutoTopicCreation: false,
        retry: { ...RETRY, restartOnFailure: (error) => Promise.resolve(restart(error)) },
      }),
    );
  }

  /** Ends a client that this connection handed out. One that can't say goodbye (its broker is gone) is gone too. */
  async release(client: { disconnect(): Promise<void> }): Promise<void> {
    this.open.delete(client);
    await client.disconnect().catch(() => undefined);
  }

  /** The brokers themselves, for single requests. */
  cluster(): Promise<Cluster> {
    this.rawCluster ??= this.connectCluster().catch((error: unknown) => {
      this.rawCluster = undefined;
      throw error;
    });
    return this.rawCluster;
  }

  /**
   * Runs a request against the group's coordinator, again while that is still loading its groups: on a broker that
   * has just started, or whose first group this is.
   */
  async onCoordinator<T>(groupId: string, request: (coordinator: Broker) => Promise<T>): Promise<T> {
    return this.onceLoaded(async () => {
      const cluster = await this.cluster();
      return request(await cluster.findGroupCoordinator({ groupId }));
    });
  }

  /** Asks what only a coordinator knows, again and again while one has not loaded its groups yet. */
  async onceLoaded<T>(request: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + COORDINATOR_PATIENCE;
    for (;;) {
      try {
        return await request();
      } catch (error) {
        if (!isKafkaError(error, ...COORDINATOR_NOT_READY) || Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, MAX_WAIT));
      }
    }
  }

  /**
   * What the cluster says of a topic now: topics come, grow and go.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND
   */
  async topicMetadata(topic: string): Promise<TopicMetadata> {
    const deadline = Date.now() + LEADER_PATIENCE;
    for (;;) {
      try {
        const cluster = await this.cluster();
        const metadata = await fetchTopicMetadata(await cluster.brokerPool.findConnectedBroker(), topic);
        this.leaders.set(topic, metadata.leaders);
        return metadata;
      } catch (error) {
        if (isKafkaError(error, "UNKNOWN_TOPIC_OR_PARTITION", "INVALID_TOPIC_EXCEPTION"))
          throw topicNotFound(topic);
        if (!isKafkaError(error, ...STALE_LEADER) || Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, MAX_WAIT));
      }
    }
  }

  /**
   * Runs a request against the leaders of all partitions of a topic, in parallel; again where a partition has just
   * been made or moved, and its leader does not know of it yet.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND
   */
  async onLeaders<T>(
    topic: string,
    request: (broker: Broker, partitions: number[]) => Promise<T>,
  ): Promise<T[]> {
    const deadline = Date.now() + LEADER_PATIENCE;
    for (;;) {
      try {
        return await this.onLeadersOnce(topic, request);
      } catch (error) {
        if (!isKafkaError(error, ...STALE_LEADER) || Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, MAX_WAIT));
      }
    }
  }

  private async onLeadersOnce<T>(
    topic: string,
    request: (broker: Broker, partitions: number[]) => Promise<T>,
  ): Promise<T[]> {
    const { leaders } = await this.topicMetadata(topic);
    const nodes = [...new Set(leaders.values())];
    return Promise.all(
      nodes.map(async (node) => {
        const partitions = [...leaders].filter(([, leader]) => leader === node);
        return request(
          await this.findNode(node),
          partitions.map(([partition]) => partition),
        );
      }),
    );
  }

  /**
   * Runs a request against the leader of one partition, as it was when the cluster was last asked: an answer that
   * says it is another one now calls for {@link topicMetadata}.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND, PARTITION_NOT_FOUND
   */
  async onLeader<T>(topic: string, partition: number, request: (broker: Broker) => Promise<T>): Promise<T> {
    const known = this.leaders.get(topic);
    // A partition that was not there when the cluster was last asked may have been added since.
    const leaders = known?.has(partition) ? known : (await this.topicMetadata(topic)).leaders;
    const leader = leaders.get(partition);
    if (leader === undefined) {
      throw new PlayheadError("PARTITION_NOT_FOUND", `The topic ${topic} has no partition ${partition}`, {
        remedy: `its partitions are ${[...leaders.keys()].sort((a, b) => a - b).join(", ")}`,
      });
    }
    return request(await this.findNode(leader));
  }

  /**
   * How many partitions a topic has, as last heard.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND
   */
  async partitionCount(topic: string): Promise<number> {
    return (this.leaders.get(topic) ?? (await this.topicMetadata(topic)).leaders).size;
  }

  private async findNode(nodeId: number): Promise<Broker> {
    const cluster = await this.cluster();
    try {
      return await cluster.findBroker({ nodeId: String(nodeId) });
    } catch (error) {
      // A node that joined since: kafkajs has asked for all nodes now.
      if (!isBrokerNotFound(error)) throw error;
      return cluster.findBroker({ nodeId: String(nodeId) });
    }
  }

  /** Ends every connection that was opened through this one, also of requests that are still under way. */
  async close(): Promise<void> {
    this.closed = true;
    const late = new AbortController();
    // Whoever does not answer any more is not waited for.
    const patience = delay(GOODBYE, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([this.sayGoodbye(), patience]);
    late.abort();
    for (const socket of this.sockets) socket.destroy(new Error("closed"));
  }

  private async sayGoodbye(): Promise<void> {
    await Promise.allSettled([...this.connecting]);
    const clients = [...this.open];
    this.open.clear();
    // A client that can't say goodbye (its broker is gone) is gone all the same.
    await Promise.allSettled(clients.map((client) => client.disconnect()));
  }

  private async connected<T extends Client>(make: () => T): Promise<T> {
    if (this.closed) throw new PlayheadError("ABORTED", "The connection to Kafka has been closed");
    const client = make();
    const connecting = this.guard(() => client.connect());
    this.open.add(client);
    this.connecting.add(connecting);
    try {
      await connecting;
      return client;
    } catch (error) {
      await this.release(client);
      throw error;
    } finally {
      this.connecting.delete(connecting);
    }
  }

  private connectCluster(): Promise<Cluster> {
    const cluster = new Cluster({
      logger: this.kafka.logger(),
      socketFactory: this.openSocket,
      brokers: [...this.brokers],
      clientId: this.clientId,
      ...this.security(),
      connectionTimeout: CONNECTION_TIMEOUT,
      requestTimeout: REQUEST_TIMEOUT,
      enforceRequestTimeout: true,
      metadataMaxAge: 300_000,
      retry: RETRY,
      allowAutoTopicCreation: false,
      maxInFlightRequests: null,
    });
    return this.connected(() => ({
      connect: async () => {
        await cluster.connect();
        await cluster.refreshMetadata();
      },
      disconnect: () => cluster.disconnect(),
    })).then(() => cluster);
  }

  private readonly openSocket = (options: SocketOptions): Socket => {
    // While a broker is away kafkajs says goodbye to the same socket again and again, of which Node would warn.
    const socket = openSocket(options, this.access.tls).setMaxListeners(0);
    this.sockets.add(socket);
    socket.once("close", () => this.sockets.delete(socket));
    // kafkajs may try again what was under way as the connection was closed.
    if (this.closed) socket.destroy(new Error("closed"));
    return socket;
  };
}

interface Client {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** For the rejection of a request about a topic: throws TOPIC_NOT_FOUND where that is why, else the error as it is. */
export function throwIfNoTopic(topic: string): (error: unknown) => never {
  return (error) => {
    throw isKafkaError(error, "UNKNOWN_TOPIC_OR_PARTITION") ? topicNotFound(topic) : error;
  };
}

/** The error for a topic that is not there. */
export function topicNotFound(topic: string): PlayheadError {
  return new PlayheadError("TOPIC_NOT_FOUND", `The topic ${topic} does not exist on this cluster`, {
    remedy: "ingest a file into it first (`npx playhead ingest FILE`), or check its name",
  });
}
