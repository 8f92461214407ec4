import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { readTopic } from "../kafka/log";

/** The latest event time of each sensor in a topic, ms since 1970 UTC; of none where there is no such topic. */
export async function latestTimes(
  connection: Connection,
  topic: string,
): Promise<ReadonlyMap<string, number>> {
  const latest = new Map<string, number>();
  try {
    for await (const { records } of readTopic(connection, topic)) {
      for (const { key, timestamp } of records) {
        const sensor = key?.toString() ?? "";
        latest.set(sensor, Math.max(latest.get(sensor) ?? timestamp, timestamp));
      }
    }
  } catch (error) {
    if (!(error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND")) throw error;
  }
  return latest;
}
