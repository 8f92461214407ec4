import type { Connection } from "../../src/kafka/connection";
import { listTopics } from "../../src/kafka/topics";

/** Deletes all topics but those that are read: outputs and changelogs of a measurement would fill the disk. */
export async function deleteTopicsBut(connection: Connection, kept: ReadonlySet<string>): Promise<void> {
  const topics = (await listTopics(connection)).filter((topic) => !kept.has(topic));
  if (topics.length === 0) return;
  const admin = await connection.admin();
  await connection.guard(() => admin.deleteTopics({ topics }));
}
