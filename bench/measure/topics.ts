import fs from "node:fs/promises";
import path from "node:path";
import type { Connection } from "../../src/kafka/connection";
import { listTopics } from "../../src/kafka/topics";

/** Deletes all topics but those that are read: outputs and changelogs of a measurement would fill the disk. */
export async function deleteTopicsBut(connection: Connection, kept: ReadonlySet<string>): Promise<void> {
  const topics = (await listTopics(connection)).filter((topic) => !kept.has(topic));
  if (topics.length === 0) return;
  const admin = await connection.admin();
  await connection.guard(() => admin.deleteTopics({ topics }));
}

/**
 * What a topic's records take on the disk of the broker that keeps its partitions in `data`; bytes.
 *
 * @throws Error where it has none there
 */
export async function topicBytes(data: string, topic: string): Promise<number> {
  const isPartition = (name: string): boolean =>
    name.startsWith(`${topic}-`) && /^\d+$/.test(name.slice(topic.length + 1));
  const folders = (await fs.readdir(data)).filter(isPartition);
  if (folders.length === 0) throw new Error(`${topic} has no partition in ${data}`);
  let bytes = 0;
  for (const folder of folders) {
    const segments = (await fs.readdir(path.join(data, folder))).filter((name) => name.endsWith(".log"));
    for (const segment of segments) bytes += (await fs.stat(path.join(data, folder, segment))).size;
  }
  return bytes;
}
