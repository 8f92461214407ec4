import type { Connection } from "../../src/kafka/connection";
import { readTopic } from "../../src/kafka/log";
import { GivenAnswer } from "./given";

/** Reads what a contestant has written and committed. */
export async function readAnswer(connection: Connection, topic: string): Promise<GivenAnswer> {
  const answer = new GivenAnswer();
  for await (const { records } of readTopic(connection, topic)) {
    for (const { key, value } of records) {
      if (key !== null && value !== null) answer.add(key.toString(), value);
    }
  }
  return answer;
}
