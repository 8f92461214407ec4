import type { Connection } from "../kafka/connection";
import { readTopic } from "../kafka/log";
import { ownValue } from "../kafka/own-value";
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

/**
 * Every step's output of one run, in the order of the log, partition by partition.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, FOREIGN_RECORD
 */
export async function* readOutputs<Output>(
  connection: Connection,
  topic: string,
  run: string,
): AsyncGenerator<OutputRecord<Output>> {
  for await (const { records } of readTopic(connection, topic)) {
    for (const record of records) {
      const { headers, keyText, valueText, timestamp, partition, offset } = record;
      if (headers[HEADER.run] !== run || valueText === null) continue;
      const output = ownValue<Output>(record, valueText);
      yield { run, key: keyText ?? "", timestamp, partition, offset, output };
    }
  }
}
