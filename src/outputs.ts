import type { Connection } from "./kafka/connection";
import { readLog } from "./kafka/log";
import { listOffsets } from "./kafka/offsets";
import { HEADER } from "./processor/headers";

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
  const [starts, ends] = await Promise.all([
    listOffsets(connection, topic, "earliest"),
    listOffsets(connection, topic, "stable"),
  ]);
  for (const [partition, until] of ends) {
    const from = starts.get(partition) ?? 0;
    for await (const { records } of readLog(connection, { topic, partition, from, until })) {
      for (const { headers, key, value, timestamp, offset } of records) {
        if (headers[HEADER.run] !== run || value === null) continue;
        const output = JSON.parse(value.toString()) as Output;
        yield { run, key: key?.toString() ?? "", timestamp, partition, offset, output };
      }
    }
  }
}
