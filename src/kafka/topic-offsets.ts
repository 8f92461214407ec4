import { PlayheadError } from "../errors";
import type { Connection } from "./connection";
import { listOffsets } from "./offsets";
import { listTopics } from "./topics";

/** One partition of a topic. */
export interface TopicOffsets {
  topic: string;
  partition: number;
  logStartOffset: number;
  logEndOffset: number;
  /** Offsets in the log: as many as records, where no transaction has left its markers among them. */
  offsets: number;
}

/**
 * Where the log of each partition begins and ends: of one topic, or of all.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND
 * @example
 * await readTopicOffsets(connection, "rides"); // [{ topic: "rides", partition: 0, logStartOffset: 0, logEndOffset: 681, offsets: 681 }]
 */
export async function readTopicOffsets(connection: Connection, topic?: string): Promise<TopicOffsets[]> {
  if (topic !== undefined) return ofTopic(connection, topic);
  const all = await listTopics(connection);
  return (await Promise.all(all.map((name) => ofTopic(connection, name).catch(goneMeanwhile)))).flat();
}

async function ofTopic(connection: Connection, topic: string): Promise<TopicOffsets[]> {
  const [starts, ends] = await Promise.all([
    listOffsets(connection, topic, "earliest"),
    listOffsets(connection, topic, "latest"),
  ]);
  return [...ends].map(([partition, logEndOffset]) => {
    const logStartOffset = starts.get(partition) ?? 0;
    return { topic, partition, logStartOffset, logEndOffset, offsets: logEndOffset - logStartOffset };
  });
}

/** Of a list of topics one may have been deleted before it is looked at. */
function goneMeanwhile(error: unknown): TopicOffsets[] {
  if (error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND") return [];
  throw error;
}
