import type { Broker } from "kafkajs/src/cluster/index.js";
import type { Connection } from "./connection";
import { isBrokerAway } from "./errors";
import { anyOf, brokerIsAway, coordinatorIsLoading, onAnswer, patiently, type Rule } from "./patience";

const TYPE = { group: 0, transaction: 1 } as const;

/**
 * The markers of the transaction before are written within a few milliseconds; where a leader does not answer the
 * coordinator, once that has given it up, after half a minute and more (`request.timeout.ms`).
 */
const SOON = { pause: 2, patience: 90_000 };

/** What may be asked twice. All that a producer of transactions sends is such, as it carries its epoch. */
export const REPEATABLE = anyOf(
  onAnswer(["CONCURRENT_TRANSACTIONS"], SOON),
  coordinatorIsLoading,
  brokerIsAway,
);

/** What must not be done twice is asked again only where no broker has heard of it. */
export const UNLESS_HEARD = anyOf(coordinatorIsLoading, (error) => (isBrokerAway(error) ? {} : undefined));

/**
 * The broker that keeps a group's offsets, or the state of a transactional id. kafkajs looks it up before every
 * request; here it is remembered until it says that it is not the one any more.
 */
export class Coordinator {
  private broker: Promise<Broker> | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly kind: keyof typeof TYPE,
    private readonly id: string,
  ) {}

  /**
   * Runs a request against it; again where that comes too early: the coordinator is still loading, moves, restarts, or
   * has yet to write the markers of the transaction before.
   *
   * @param rule when it is tried again; by default wherever that can help a request that may be repeated
   */
  ask<T>(request: (coordinator: Broker) => Promise<T>, rule: Rule = REPEATABLE): Promise<T> {
    return patiently(
      async () => {
        try {
          this.broker ??= this.find();
          return await request(await this.broker);
        } catch (error) {
          if ((coordinatorIsLoading(error) ?? brokerIsAway(error)) !== undefined) this.broker = undefined;
          throw error;
        }
      },
      rule,
      () => this.connection.isClosed,
    );
  }

  private async find(): Promise<Broker> {
    const anyone = await this.connection.anyBroker();
    const found = await anyone.findGroupCoordinator({ groupId: this.id, coordinatorType: TYPE[this.kind] });
    return this.connection.node(found.coordinator.nodeId);
  }
}
