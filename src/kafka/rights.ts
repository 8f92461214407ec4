import KafkaBroker from "kafkajs/src/broker/index.js";
import Cluster, { type Broker } from "kafkajs/src/cluster/index.js";

/** What may be allowed, as `kafka-acls --operation` takes it. https://kafka.apache.org/documentation/#operations_resources_and_protocols */
export type Operation =
  "Read" | "Write" | "Create" | "Delete" | "Alter" | "Describe" | "DescribeConfigs" | "AlterConfigs";

/** On what: one of Kafka's types of resources. */
export type ResourceType = "topic" | "group" | "transactional-id";

/** A right that is needed: on each of the names; on any one where there is none. */
export interface Right {
  operation: Operation;
  resource: ResourceType;
  names: string[];
}

/**
 * A right in words, to follow "does not let you".
 *
 * @example
 * rightText({ operation: "Read", resource: "topic", names: ["rides"] }); // "READ the topic rides"
 * rightText({ operation: "Write", resource: "topic", names: [] }); // "WRITE any topic"
 */
export function rightText({ operation, resource, names }: Right): string {
  const word = operation.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
  const kind = resource.replace("-", " ");
  return names.length === 0 ? `${word} any ${kind}` : `${word} the ${kind} ${names.join(", ")}`;
}

/** The operation that a request needs, by what it is done to. */
type Needs = Partial<Record<ResourceType, Operation>>;

/** What a request is about. */
interface Asked {
  topics?: readonly (string | { topic: string })[] | null;
  groupId?: string;
  groupIds?: readonly string[];
  transactionalId?: string | null | undefined;
}

/** By the name of kafkajs's function for it. */
const NEEDS: Readonly<Record<string, Needs>> = {
  metadata: { topic: "Describe" },
  listOffsets: { topic: "Describe" },
  findGroupCoordinator: { group: "Describe", "transactional-id": "Describe" },
  describeGroups: { group: "Describe" },
  offsetFetch: { group: "Describe", topic: "Describe" },
  offsetCommit: { group: "Read", topic: "Read" },
  joinGroup: { group: "Read" },
  syncGroup: { group: "Read" },
  heartbeat: { group: "Read" },
  // Outside of transactions, who may write to any topic may do this (KIP-679): refused, it is by the cluster.
  initProducerId: { "transactional-id": "Write", topic: "Write" },
  addPartitionsToTxn: { "transactional-id": "Write", topic: "Write" },
  addOffsetsToTxn: { "transactional-id": "Write", group: "Read" },
  txnOffsetCommit: { "transactional-id": "Write", group: "Read", topic: "Read" },
  endTxn: { "transactional-id": "Write" },
  createTopics: { topic: "Create" },
  createPartitions: { topic: "Alter" },
  deleteTopics: { topic: "Delete" },
  deleteGroups: { group: "Delete" },
};

/** Kafka's refusals, and what each speaks of. https://kafka.apache.org/protocol#protocol_error_codes */
const REFUSALS: Readonly<Record<string, ResourceType>> = {
  TOPIC_AUTHORIZATION_FAILED: "topic",
  GROUP_AUTHORIZATION_FAILED: "group",
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: "transactional-id",
  CLUSTER_AUTHORIZATION_FAILED: "topic",
};

const missing = new WeakMap<object, Right>();

/** The right that was missing where Kafka refused a request with this error; undefined where that is not why. */
export function missingRight(error: object): Right | undefined {
  return missing.get(error);
}

/** Of a request of our own: remembers which right it needs, should it be refused. */
export async function needing<T>(needs: Needs, asked: Asked, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const resource = REFUSALS[(error as { type?: string }).type ?? firstType(error)];
    const operation = resource === undefined ? undefined : needs[resource];
    if (resource !== undefined && operation !== undefined)
      missing.set(error as object, { operation, resource, names: namesOf(resource, asked) });
    throw error;
  }
}

/** An error of several topics. */
function firstType(error: unknown): string {
  return (error as { errors?: { type?: string }[] }).errors?.[0]?.type ?? "";
}

function namesOf(resource: ResourceType, { topics, groupId, groupIds, transactionalId }: Asked): string[] {
  if (resource === "topic") return (topics ?? []).map((one) => (typeof one === "string" ? one : one.topic));
  if (resource === "group") return groupIds === undefined ? [groupId ?? ""] : [...groupIds];
  return [transactionalId ?? groupId ?? ""];
}

/** kafkajs's own requests: an answer that refuses says neither of whom nor what, but here it is known what was asked. */
type Requests = Record<string, (asked: unknown) => Promise<unknown>>;
const requests = KafkaBroker.prototype as unknown as Requests;
for (const [name, needs] of Object.entries(NEEDS)) {
  const request = requests[name] as Requests[string];
  requests[name] = function (this: Broker, asked: unknown): Promise<unknown> {
    return needing(needs, askedOf(name, asked), request.call(this, asked));
  };
}

function askedOf(name: string, asked: unknown): Asked {
  if (name === "metadata") return { topics: asked as string[] };
  if (name === "deleteGroups") return { groupIds: asked as string[] };
  if (name === "createPartitions")
    return { topics: (asked as { topicPartitions: { topic: string }[] }).topicPartitions };
  return asked as Asked;
}

// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its `this` below
const find = Cluster.prototype.findGroupCoordinatorMetadata;

/**
 * kafkajs asks each broker for a coordinator, and forgets why none has named one: a right that is missing looks like a
 * cluster that is away. One is asked once more, and its answer heard.
 */
Cluster.prototype.findGroupCoordinatorMetadata = async function (
  this: Cluster,
  asked: Parameters<typeof find>[0],
): Promise<unknown> {
  try {
    return await find.call(this, asked);
  } catch (error) {
    if ((error as Error).name !== "KafkaJSGroupCoordinatorNotFound") throw error;
    return (await this.brokerPool.findConnectedBroker()).findGroupCoordinator(asked);
  }
};
