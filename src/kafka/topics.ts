import type { Connection } from "./connection";

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

export interface NewTopic {
  topic: string;
  partitions: number;
  /** Keep the last record of each key only, instead of all records. */
  compacted?: boolean;
}

/** Creates the topic unless it is there; an existing one is left as it is. Returns whether it was created. */
export async function ensureTopic(
  connection: Connection,
  { topic, partitions, compacted }: NewTopic,
): Promise<boolean> {
  const settings = { ...COMMON, "cleanup.policy": compacted ? "compact" : "delete" };
  const admin = await connection.admin();
  return connection.guard(async () => {
    if ((await admin.listTopics()).includes(topic)) return false;
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    const created = await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, configEntries }],
      waitForLeaders: true,
    });
    const cluster = await connection.cluster();
    await cluster.refreshMetadata();
    return created;
  });
}

/** The names of all topics, Kafka's internal ones left out. */
export async function listTopics(connection: Connection): Promise<string[]> {
  const admin = await connection.admin();
  const names = await connection.guard(() => admin.listTopics());
  return names.filter((name) => !name.startsWith("__")).sort();
}

/** The cluster's own id, which tells one cluster from another whatever their addresses. */
export async function clusterId(connection: Connection): Promise<string> {
  const admin = await connection.admin();
  return (await connection.guard(() => admin.describeCluster())).clusterId;
}

/** Deletes every topic and every group whose name begins with the prefix, which must not be empty. */
export async function removeByPrefix(connection: Connection, prefix: string): Promise<void> {
  if (prefix === "") throw new Error("without a prefix this would delete everything");
  const admin = await connection.admin();
  await connection.guard(async () => {
    const { groups } = await admin.listGroups();
    const groupIds = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(prefix));
    if (groupIds.length > 0) await admin.deleteGroups(groupIds);
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}
