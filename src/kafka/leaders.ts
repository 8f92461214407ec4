import type { Broker } from "kafkajs/src/cluster/index.js";
import { PlayheadError } from "../errors";
import { isKafkaError } from "./errors";
import { fetchTopicMetadata, type TopicMetadata } from "./metadata";
import { leaderIsMoving, patiently, type Rule } from "./patience";

/** What is needed of a connection. */
interface Brokers {
  readonly isClosed: boolean;
  anyBroker(): Promise<Broker>;
  node(id: number): Promise<Broker>;
}

/** The brokers that lead the partitions of topics: remembered until one of them says that it does not any more. */
export class Leaders {
  private readonly known = new Map<string, Map<number, number>>();

  constructor(private readonly brokers: Brokers) {}

  /**
   * What the cluster says of a topic now: topics come, grow and go.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND
   */
  async metadata(topic: string): Promise<TopicMetadata> {
    const metadata = await this.patiently(async () => {
      try {
        return await fetchTopicMetadata(await this.brokers.anyBroker(), topic);
      } catch (error) {
        if (isKafkaError(error, "UNKNOWN_TOPIC_OR_PARTITION", "INVALID_TOPIC_EXCEPTION"))
          throw topicNotFound(topic);
        throw error;
      }
    });
    this.known.set(topic, metadata.leaders);
    return metadata;
  }

  /**
   * How many partitions a topic has, as last heard.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND
   */
  async partitionCount(topic: string): Promise<number> {
    return (this.known.get(topic) ?? (await this.metadata(topic)).leaders).size;
  }

  /**
   * Runs a request against the leader of one partition; again where the rule says so, with another leader where the
   * one that was known is not it any more.
   *
   * @param isInVain whether nobody wants an answer any more
   * @throws PlayheadError TOPIC_NOT_FOUND, PARTITION_NOT_FOUND
   */
  ask<T>(
    topic: string,
    partition: number,
    request: (leader: Broker) => Promise<T>,
    { rule = leaderIsMoving, isInVain }: { rule?: Rule; isInVain?: () => boolean } = {},
  ): Promise<T> {
    return this.patiently(
      async () => {
        const node = await this.nodeOf(topic, partition);
        try {
          return await request(await this.brokers.node(node));
        } catch (error) {
          if (leaderIsMoving(error) !== undefined) this.known.delete(topic);
          throw error;
        }
      },
      rule,
      isInVain,
    );
  }

  /**
   * Runs a request against the leaders of all partitions of a topic, in parallel.
   *
   * @throws PlayheadError TOPIC_NOT_FOUND
   */
  askAll<T>(topic: string, request: (leader: Broker, partitions: number[]) => Promise<T>): Promise<T[]> {
    return this.patiently(async () => {
      const { leaders } = await this.metadata(topic);
      return Promise.all(
        [...new Set(leaders.values())].map(async (node) => {
          const led = [...leaders].filter(([, leader]) => leader === node);
          return request(
            await this.brokers.node(node),
            led.map(([partition]) => partition),
          );
        }),
      );
    });
  }

  private async nodeOf(topic: string, partition: number): Promise<number> {
    const known = this.known.get(topic);
    // A partition that was not there when the cluster was last asked may have been added since.
    const leaders = known?.has(partition) ? known : (await this.metadata(topic)).leaders;
    const node = leaders.get(partition);
    if (node !== undefined) return node;
    throw new PlayheadError("PARTITION_NOT_FOUND", `The topic ${topic} has no partition ${partition}`, {
      remedy: `its partitions are ${[...leaders.keys()].sort((a, b) => a - b).join(", ")}`,
    });
  }

  private patiently<T>(
    request: () => Promise<T>,
    rule = leaderIsMoving,
    isInVain = (): boolean => false,
  ): Promise<T> {
    return patiently(request, rule, () => this.brokers.isClosed || isInVain());
  }
}

/** For the rejection of a request about a topic: throws TOPIC_NOT_FOUND where that is why, else the error as it is. */
export function throwIfNoTopic(topic: string): (error: unknown) => never {
  return (error) => {
    throw isKafkaError(error, "UNKNOWN_TOPIC_OR_PARTITION") ? topicNotFound(topic) : error;
  };
}

/** The error for a topic that is not there. */
function topicNotFound(topic: string): PlayheadError {
  return new PlayheadError("TOPIC_NOT_FOUND", `The topic ${topic} does not exist on this cluster`, {
    remedy: "ingest a file into it first (`npx playhead ingest FILE`), or check its name",
  });
}
