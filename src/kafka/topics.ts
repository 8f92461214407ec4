import { setTimeout as delay } from "node:timers/promises";
import type { Broker } from "kafkajs/src/cluster/index.js";
import { PlayheadError } from "../errors";
import type { Connection } from "./connection";
import { isConnectionError, isKafkaError, toPlayheadError } from "./errors";
import { checkTopicName } from "./legal-names";
import { fetchClusterMetadata, fetchTopicMetadata, fetchTopicNames } from "./metadata";
import { adminCommand } from "./tools";

/** Milliseconds. */
const PATIENCE = 10_000;
const POLL = 20;

/** How many copies of a topic a cluster keeps is its administrators' to say (KIP-464): `default.replication.factor`. */
const CLUSTERS_DEFAULT = -1;

/**
 * Settings of every topic we make, explicit because an existing cluster has defaults of its own: nothing expires by
 * age or size (records carry their event time, which may lie years back), the timestamp is the producer's, and any
 * event time is taken.
 */
const COMMON = {
  "retention.ms": "-1",
  "retention.bytes": "-1",
  "message.timestamp.type": "CreateTime",
  "message.timestamp.after.max.ms": "9223372036854775807",
  "message.timestamp.before.max.ms": "9223372036854775807",
};

/**
 * Kafka compacts what lies behind the segment that is being written, never that one itself. With its default of 1 GB
 * a topic of ours would be read from its first record on at every start.
 */
const COMPACTED = {
  "cleanup.policy": "compact",
  "segment.bytes": "1048576",
  "min.cleanable.dirty.ratio": "0.1",
};

export interface NewTopic {
  topic: string;
  partitions: number;
  /** Keep the last record of each key only, instead of all records. */
  compacted?: boolean;
  /** Kafka's settings for the topic, besides our own or instead of them. */
  settings?: Readonly<Record<string, string>>;
}

/**
 * Creates the topic unless it is there; an existing one is left as it is. Returns whether it was created.
 *
 * @throws PlayheadError BAD_OPTION where no topic can have that name, NOT_AUTHORIZED, BROKER_UNREACHABLE
 */
export async function ensureTopic(connection: Connection, wanted: NewTopic): Promise<boolean> {
  const { topic, partitions } = wanted;
  checkTopicName(topic);
  if (await hasTopic(connection, topic)) return false;
  const configEntries = Object.entries(settingsOf(wanted)).map(([name, value]) => ({ name, value }));
  const created = await connection.administer((admin) =>
    admin
      .createTopics({
        topics: [{ topic, numPartitions: partitions, replicationFactor: CLUSTERS_DEFAULT, configEntries }],
        waitForLeaders: false,
      })
      .catch((error: unknown) => {
        throw refused(connection, wanted, error);
      }),
  );
  await untilAllKnow(connection, topic, partitions);
  return created;
}

/** Kafka's settings of a topic that we make: what {@link ensureTopic} asks for, and an administrator has to. */
function settingsOf({ compacted, settings }: NewTopic): Readonly<Record<string, string>> {
  return { ...COMMON, ...(compacted ? COMPACTED : { "cleanup.policy": "delete" }), ...settings };
}

/**
 * The command by which whoever runs the cluster makes a topic as we would. Its replicas are as many as the cluster's
 * default says.
 */
export function createCommand(brokers: readonly string[], wanted: NewTopic): string {
  const settings = Object.entries(settingsOf(wanted)).flatMap(([name, value]) => [
    "--config",
    `${name}=${value}`,
  ]);
  const { topic, partitions } = wanted;
  const words = ["--create", "--if-not-exists", "--topic", topic, "--partitions", String(partitions)];
  return adminCommand(brokers, "kafka-topics", ...words, ...settings);
}

/**
 * The error for a topic that Kafka does not make: a name that is another one's but for a dot, too many partitions, or one
 * that we may not make.
 */
function refused(connection: Connection, wanted: NewTopic, error: unknown): unknown {
  const { topic, partitions } = wanted;
  if (isKafkaError(error, "INVALID_TOPIC_EXCEPTION")) {
    return new PlayheadError("BAD_OPTION", `Kafka makes no topic ${topic} beside those that are there`, {
      remedy: "take a name that differs from each of them in more than dots and underscores",
      cause: error,
    });
  }
  if (isKafkaError(error, "POLICY_VIOLATION", "INVALID_PARTITIONS")) {
    return new PlayheadError("BAD_OPTION", `Kafka makes no topic ${topic} of ${partitions} partitions`, {
      remedy: "ask for fewer: a partition is read by one process at a time, and some ten are plenty",
      cause: error,
    });
  }
  const denied = toPlayheadError(error, connection);
  if (!(denied instanceof PlayheadError && denied.code === "NOT_AUTHORIZED")) return error;
  return new PlayheadError("NOT_AUTHORIZED", denied.message, {
    remedy: `it is not there yet: ask whoever runs the cluster to make it: ${createCommand(connection.brokers, wanted)} ; \`npx playhead doctor\` lists all that is needed`,
    cause: error,
  });
}

/**
 * Whether there is a topic of that name.
 *
 * @throws PlayheadError NOT_AUTHORIZED where we may not know, BROKER_UNREACHABLE
 */
export async function hasTopic(connection: Connection, topic: string): Promise<boolean> {
  try {
    await connection.guard(() => connection.leaders.metadata(topic));
    return true;
  } catch (error) {
    if (error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND") return false;
    throw error;
  }
}

/** Adds partitions to a topic that has fewer. */
export async function ensurePartitions(connection: Connection, topic: string, count: number): Promise<void> {
  const { leaders } = await connection.guard(() => connection.leaders.metadata(topic));
  if (leaders.size >= count) return;
  await connection.administer((admin) => admin.createPartitions({ topicPartitions: [{ topic, count }] }));
  await untilAllKnow(connection, topic, count);
  await connection.leaders.metadata(topic);
}

/**
 * Waits until every broker that answers knows the topic with so many partitions: each hears of it by itself, and
 * refuses until then what it is asked as a leader or coordinator.
 */
function untilAllKnow(connection: Connection, topic: string, partitions: number): Promise<void> {
  return untilAll(connection, async (broker) => {
    const known = await partitionsKnownTo(broker, topic);
    return known >= partitions;
  });
}

async function untilAll(connection: Connection, agrees: (broker: Broker) => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  await connection.guard(async () => {
    for (const broker of await connection.everyBroker()) {
      while (!(await agrees(broker).catch(fineIfAway)) && Date.now() < deadline) await delay(POLL);
    }
  });
}

/** A broker hears of everything before it is let in again. */
function fineIfAway(error: unknown): true {
  if (isConnectionError(error)) return true;
  throw error;
}

async function partitionsKnownTo(broker: Broker, topic: string): Promise<number> {
  try {
    return (await fetchTopicMetadata(broker, topic)).leaders.size;
  } catch (error) {
    if (isKafkaError(error, "UNKNOWN_TOPIC_OR_PARTITION", "LEADER_NOT_AVAILABLE")) return 0;
    throw error;
  }
}

/**
 * The topic's own id, by which a topic is told from an earlier one of the same name that was deleted.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND
 */
export async function topicId(connection: Connection, topic: string): Promise<string> {
  return (await connection.guard(() => connection.leaders.metadata(topic))).id;
}

/** The names of all topics, Kafka's internal ones left out. */
export async function listTopics(connection: Connection): Promise<string[]> {
  return (await topicNames(connection)).filter((name) => !name.startsWith("__")).sort();
}

function topicNames(connection: Connection): Promise<string[]> {
  return connection.guard(() => connection.askAnyone(fetchTopicNames));
}

/** The cluster's own id, which tells one cluster from another whatever their addresses. */
export async function clusterId(connection: Connection): Promise<string> {
  const { clusterId } = await connection.guard(() => connection.askAnyone(fetchClusterMetadata));
  return clusterId;
}

/**
 * Deletes a topic, with a group's offsets on it, if they are there: what is made again under these names begins anew.
 * Returns whether there was such a topic.
 *
 * @throws PlayheadError KAFKA where the group has members, BROKER_UNREACHABLE
 */
export async function removeTopic(connection: Connection, topic: string, group: string): Promise<boolean> {
  await deleteGroups(connection, (groupId) => groupId === group);
  return (await deleteTopics(connection, (name) => name === topic)) > 0;
}

/**
 * Deletes every topic and every group whose name begins with the prefix, which must not be empty, and waits until they
 * can be made anew.
 */
export async function removeByPrefix(connection: Connection, prefix: string): Promise<void> {
  if (prefix === "") throw new Error("without a prefix this would delete everything");
  await deleteGroups(connection, (groupId) => groupId.startsWith(prefix));
  await deleteTopics(connection, (topic) => topic.startsWith(prefix));
}

/** Looks each time what is still there: where a broker was away, some may have been deleted before. */
function deleteGroups(connection: Connection, which: (groupId: string) => boolean): Promise<void> {
  return connection.administer(async (admin) => {
    const { groups } = await admin.listGroups();
    const groupIds = groups.map(({ groupId }) => groupId).filter(which);
    if (groupIds.length > 0) await admin.deleteGroups(groupIds);
  });
}

/** Returns how many there were. */
async function deleteTopics(connection: Connection, which: (topic: string) => boolean): Promise<number> {
  const doomed = (await topicNames(connection)).filter(which);
  await connection.administer(async (admin) => {
    const topics = (await topicNames(connection)).filter((topic) => doomed.includes(topic));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
  for (const topic of doomed)
    await untilAll(connection, async (broker) => (await partitionsKnownTo(broker, topic)) === 0);
  return doomed.length;
}
