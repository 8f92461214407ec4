import type { Connection } from "../kafka/connection";
import { readTopic } from "../kafka/log";
import { HEADER } from "../processor/headers";

/** One output as it stands in the topic. */
export interface OutputRecord<Output> {
  run: string;
  key: string;
  /** Event time of the record it stems from, ms since 1970 UTC. */
  timestamp: number;
  partition: number;
  offset: number;
  output: Output;
}

/** Every step's output of one run, in the order of the log, partition by partition. */
export async function* readOutputs<Output>(
  connection: Connection,
  topic: string,
  run: string,
): AsyncGenerator<OutputRecord<Output>> {
  for await (const { records } of readTopic(connection, topic)) {
    for (const { headers, key, value, timestamp, partition, offset } of records) {
      if (headers[HEADER.run] !== run || value === null) continue;
      const output = JSON.parse(value.toString()) as Output;
      yield { run, key: key?.toString() ?? "", timestamp, partition, offset, output };
    }
  }
}
