import { setTimeout as delay } from "node:timers/promises";
import type { Broker } from "kafkajs/src/cluster/index.js";
import { COORDINATOR_NOT_READY, COORDINATOR_PATIENCE, type Connection } from "./connection";
import { isConnectionError, isKafkaError } from "./errors";

const TYPE = { group: 0, transaction: 1 } as const;
/** Milliseconds: a transaction's markers are written within a few, a broker that restarts takes seconds. */
const SOON = 2;
const LATER = 100;

/** What of a coordinator's state is asked for; `any` where each broker may answer. */
type Kind = "group" | "transaction" | "any";

/**
 * The broker that keeps a group's offsets, or the state of a transactional id. kafkajs looks it up before every
 * request; here it is remembered until it says that it is not the one any more.
 */
export class Coordinator {
  private broker: Promise<Broker> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly kind: Kind,
    private readonly id = "",
  ) {}

  /**
   * Runs a request against it; again where that comes too early (the coordinator is still loading, moves, restarts,
   * or has yet to write the markers of the transaction before). Only for requests that may be repeated: all that a
   * producer of transactions sends are such, as they carry its epoch.
   */
  async ask<T>(request: (broker: Broker) => Promise<T>): Promise<T> {
    const deadline = Date.now() + COORDINATOR_PATIENCE;
    for (;;) {
      try {
        this.broker ??= this.find();
        return await request(await this.broker);
      } catch (error) {
        const early = isKafkaError(error, "CONCURRENT_TRANSACTIONS");
        const moved = isKafkaError(error, ...COORDINATOR_NOT_READY) || isConnectionError(error);
        if (moved) this.broker = undefined;
        if (!(early || moved) || Date.now() > deadline || this.connection.isClosed) throw error;
        await delay(early ? SOON : LATER);
      }
    }
  }

  private async find(): Promise<Broker> {
    const cluster = await this.connection.cluster();
    if (this.kind === "any") return cluster.brokerPool.findConnectedBroker();
    return cluster.findGroupCoordinator({ groupId: this.id, coordinatorType: TYPE[this.kind] });
  }
}
