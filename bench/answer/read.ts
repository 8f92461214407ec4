import type { Connection } from "../../src/kafka/connection";
import { readLog } from "../../src/kafka/log";
import { listOffsets } from "../../src/kafka/offsets";
import { GivenAnswer } from "./given";

/** Reads what a contestant has written and committed. */
export async function readAnswer(connection: Connection, topic: string): Promise<GivenAnswer> {
  const answer = new GivenAnswer();
  const [starts, ends] = await Promise.all([
    listOffsets(connection, topic, "earliest"),
    listOffsets(connection, topic, "stable"),
  ]);
  for (const [partition, until] of ends) {
    const from = starts.get(partition) ?? 0;
    for await (const { records } of readLog(connection, { topic, partition, from, until })) {
      for (const { key, value } of records) {
        if (key !== null && value !== null) answer.add(key.toString(), value);
      }
    }
  }
  return answer;
}
