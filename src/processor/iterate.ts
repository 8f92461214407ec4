import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import { listOffsets } from "../kafka/offsets";
import { KeyStates } from "./key-states";
import type { Processor } from "./processor";
import { requireOwnKey, targetsOf, type Until } from "./targets";

/** An output that was computed and not kept. */
export interface IteratedOutput<Output> {
  key: string;
  /** Event time of the record it stems from, ms since 1970 UTC. */
  timestamp: number;
  partition: number;
  offset: number;
  output: Output;
}

export interface IterateOptions {
  /** Default: the log's end as of the start. */
  until?: Until | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Runs a processor over a topic from its start, for an experiment: without a group, with its state in memory, and
 * nothing is committed or written. Partition after partition, each in the order of its log.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, REPARTITION_NEEDED, BAD_RECORD, BROKER_UNREACHABLE
 */
export async function* iterate<State, Value, Output extends object>(
  connection: Connection,
  processor: Processor<State, Value, Output>,
  topic: string,
  { until, signal }: IterateOptions,
): AsyncGenerator<IteratedOutput<Output>> {
  const [starts, ends] = await Promise.all([
    listOffsets(connection, topic, "earliest"),
    listOffsets(connection, topic, "stable"),
  ]);
  requireOwnKey(processor, topic, ends.size);
  for (const [partition, end] of await targetsOf(connection, topic, ends, until)) {
    const states = new KeyStates(processor);
    const outputs: IteratedOutput<Output>[] = [];
    const range = { topic, partition, from: starts.get(partition) ?? 0, until: end };
    for await (const { records } of readLog(
      connection,
      signal === undefined ? range : { ...range, signal },
    )) {
      for (const record of records) {
        states.step(record, ({ key }, { value, timestamp, offset }) =>
          outputs.push({ key, timestamp, partition, offset, output: value }),
        );
        for (const output of outputs.splice(0)) yield output;
      }
    }
  }
}
