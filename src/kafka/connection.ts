// The one way to bring declarations to whoever compiles this file alone, as a notebook's kernel does.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./internals.d.ts" />
import { setTimeout as delay } from "node:timers/promises";
import { Kafka, logLevel, type Admin, type Consumer, type SASLOptions } from "kafkajs";
import Cluster from "kafkajs/src/cluster/index.js";
import type { Broker } from "kafkajs/src/cluster/index.js";
import type { Socket } from "node:net";
import type { Tls } from "../client-config/tls";
import type { Credentials } from "../client-config/credentials";
import { PlayheadError } from "../errors";
import { NO_LOG, type Log } from "../log";
import { BrokerAway, isBrokerNotFound, isConnectionError, toPlayheadError } from "./errors";
import { Leaders } from "./leaders";
import { clusterIsMoving, patiently } from "./patience";
import { openSocket, type SocketOptions } from "./socket";
import "./nodes-only";
import "./offered-mechanisms";
import "./one-socket";

/** Milliseconds. Together they keep an unreachable broker from being waited for longer than ten seconds. */
const CONNECTION_TIMEOUT = 3000;
const REQUEST_TIMEOUT = 30_000;
const RETRY = { retries: 6, initialRetryTime: 50, maxRetryTime: 1000 };

/** kafkajs's name of the event; its clients have it as `events.REQUEST_TIMEOUT`. */
const REQUEST_TIMED_OUT = "network.request_timeout";

/** Membership: a member that dies is noticed after the session timeout, whose minimum a broker sets to 6 s. */
export const SESSION_TIMEOUT = 6000;
const HEARTBEAT_INTERVAL = 200;
/** kafkajs waits this long before it looks at anything new (a stop, a rebalance); its default of 5 s is felt. */
const MAX_WAIT = 100;
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
  /** By which its groups know the members that joined through it. */
  readonly memberIds = new Set<string>();
  private readonly open = new Set<Pick<Client, "disconnect">>();
  /** With the broker, `host:port`, that each leads to. */
  private readonly sockets = new Map<Socket, string>();
  private readonly connecting = new Set<Promise<void>>();
  private closed = false;
  private rawCluster: Promise<Cluster> | undefined;
  private adminClient: Promise<Admin> | undefined;
  /** For requests to the leaders of partitions. */
  readonly leaders = new Leaders(this);

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
    const { credentials, tls } = this.access;
    return `User:${credentials?.username ?? tls?.subject ?? "ANONYMOUS"}`;
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

  /**
   * Has something done by kafkajs's admin client; again where a broker is away, or not yet ready for it. Only for what
   * may be done twice.
   */
  administer<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const once = async (): Promise<T> => work(await this.admin());
    return this.guard(() => patiently(once, clusterIsMoving, () => this.closed));
  }

  /** Asks what every broker can tell, whichever answers; again where a broker is away. Only for what may be done twice. */
  askAnyone<T>(request: (broker: Broker) => Promise<T>): Promise<T> {
    const once = async (): Promise<T> => request(await this.anyBroker());
    return patiently(once, clusterIsMoving, () => this.closed);
  }

  admin(): Promise<Admin> {
    this.adminClient ??= this.connected(() => this.watched(this.kafka.admin())).catch((error: unknown) => {
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
    const make = (): Consumer =>
      this.kafka.consumer({
        groupId,
        sessionTimeout: SESSION_TIMEOUT,
        rebalanceTimeout: SESSION_TIMEOUT,
        heartbeatInterval: HEARTBEAT_INTERVAL,
        maxWaitTimeInMs: MAX_WAIT,
        allowAutoTopicCreation: false,
        retry: { ...RETRY, restartOnFailure: (error) => Promise.resolve(restart(error)) },
      });
    return this.connected(() => this.watched(make()));
  }

  private watched<Watched extends Admin | Consumer>(client: Watched): Watched {
    const onTimeout = ({ payload }: { payload: { broker: string } }): void => this.giveUp(payload.broker);
    // The same in both, of which the types know nothing.
    (client as Admin).on((client as Admin).events.REQUEST_TIMEOUT, onTimeout);
    return client;
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
   * A broker of the cluster, whichever answers.
   *
   * @throws what kafkajs throws where none does
   */
  async anyBroker(): Promise<Broker> {
    return (await this.cluster()).brokerPool.findConnectedBroker();
  }

  /** Every broker of the cluster that answers. */
  async everyBroker(): Promise<Broker[]> {
    const nodes = (await this.cluster()).getNodeIds();
    const found = await Promise.allSettled(nodes.map((node) => this.node(Number(node))));
    return found.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  }

  /**
   * The broker of that id.
   *
   * @throws BrokerAway where it does not answer, though others do
   */
  async node(nodeId: number): Promise<Broker> {
    const cluster = await this.cluster();
    const find = (): Promise<Broker> => cluster.findBroker({ nodeId: String(nodeId) });
    try {
      // A node may have joined since: where kafkajs does not know one it has asked for all of them.
      return await find().catch((error: unknown) => {
        if (!isBrokerNotFound(error)) throw error;
        return find();
      });
    } catch (error) {
      throw isConnectionError(error) && cluster.isConnected() ? new BrokerAway(nodeId, error) : error;
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
    for (const socket of this.sockets.keys()) socket.destroy(new Error("closed"));
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
      instrumentationEmitter: {
        emit: (event: string, { broker }: { broker: string }) => {
          if (event === REQUEST_TIMED_OUT) this.giveUp(broker);
        },
      },
    });
    return this.connected(() => ({
      connect: async () => {
        await cluster.connect();
        await cluster.refreshMetadata();
      },
      disconnect: () => cluster.disconnect(),
    })).then(() => cluster);
  }

  /**
   * Who has left a request without an answer is taken to be away, as Java's clients do it: what else it was asked fails,
   * and another broker is asked next, where a connection to one is open.
   */
  private giveUp(broker: string): void {
    for (const [socket, address] of this.sockets)
      if (address === broker) socket.destroy(new Error("no answer has come"));
  }

  private readonly openSocket = (options: SocketOptions): Socket => {
    // While a broker is away kafkajs says goodbye to the same socket again and again, of which Node would warn.
    const socket = openSocket(options, this.access.tls).setMaxListeners(0);
    this.sockets.set(socket, `${options.host}:${options.port}`);
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
