import type { Connection } from "./connection";
import { Coordinator } from "./coordinator";
import { isKafkaError } from "./errors";
import { fetchGroupOperations } from "./group-metadata";
import { fetchTopicMetadata } from "./metadata";
import type { Operation } from "./rights";

/** The bit of each operation in Kafka's answers: its code. https://kafka.apache.org/protocol, AclOperation. */
const CODES: Readonly<Record<Operation, number>> = {
  Read: 3,
  Write: 4,
  Create: 5,
  Delete: 6,
  Alter: 7,
  Describe: 8,
  DescribeConfigs: 10,
  AlterConfigs: 11,
};

/**
 * The operations that a number stands for.
 *
 * @example
 * operationsOf(0b1_0000_1000); // ["Read", "Describe"]
 */
export function operationsOf(bits: number): Operation[] {
  return (Object.keys(CODES) as Operation[]).filter((operation) => (bits & (1 << CODES[operation])) !== 0);
}

/** What there is of a topic, and what we may do with it. */
export interface TopicAllowed {
  /** `hidden`: without the right to describe it Kafka does not tell whether it is there. */
  state: "there" | "missing" | "hidden";
  partitions: number;
  /** None where it is not there, as Kafka then does not tell. */
  operations: Operation[];
}

/** @throws PlayheadError BROKER_UNREACHABLE */
export function allowedOnTopic(connection: Connection, topic: string): Promise<TopicAllowed> {
  return connection.guard(async () => {
    try {
      const cluster = await connection.cluster();
      const broker = await cluster.brokerPool.findConnectedBroker();
      const { leaders, operations } = await fetchTopicMetadata(broker, topic);
      return { state: "there", partitions: leaders.size, operations: operationsOf(operations) };
    } catch (error) {
      const none = { partitions: 0, operations: [] };
      if (isKafkaError(error, "UNKNOWN_TOPIC_OR_PARTITION", "INVALID_TOPIC_EXCEPTION"))
        return { state: "missing", ...none };
      if (isKafkaError(error, "TOPIC_AUTHORIZATION_FAILED")) return { state: "hidden", ...none };
      throw error;
    }
  });
}

/**
 * What we may do with a group, whether it is there or not.
 *
 * @throws PlayheadError BROKER_UNREACHABLE
 */
export function allowedOnGroup(connection: Connection, group: string): Promise<Operation[]> {
  return connection.guard(async () => {
    try {
      const coordinator = new Coordinator(connection, "group", group);
      const bits = await coordinator.ask((broker) => fetchGroupOperations(broker, group));
      return operationsOf(bits);
    } catch (error) {
      if (isKafkaError(error, "GROUP_AUTHORIZATION_FAILED")) return [];
      throw error;
    }
  });
}

/**
 * Whether we may use a transactional id, as far as can be told without using it: whoever may write may describe it.
 *
 * @throws PlayheadError BROKER_UNREACHABLE
 */
export function mayUseTransactionalId(connection: Connection, id: string): Promise<boolean> {
  return connection.guard(async () => {
    try {
      await new Coordinator(connection, "transaction", id).ask(() => Promise.resolve());
      return true;
    } catch (error) {
      if (isKafkaError(error, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED")) return false;
      throw error;
    }
  });
}
