import type { Connection } from "../kafka/connection";
import { KeyStates } from "./key-states";
import type { Processor } from "./processor";
import type { Until } from "./targets";
import { readRanges, topicRanges } from "./topic-ranges";

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
  const ranges = await topicRanges(connection, topic, [processor], until);
  const states = new Map<number, KeyStates<State, Value, Output>>();
  const outputs: IteratedOutput<Output>[] = [];
  for await (const { partition, records } of readRanges(connection, topic, ranges, signal)) {
    const own = states.get(partition) ?? new KeyStates(processor);
    states.set(partition, own);
    for (const record of records) {
      own.step(record, ({ key }, { value, timestamp, offset }) =>
        outputs.push({ key, timestamp, partition, offset, output: value }),
      );
      for (const output of outputs.splice(0)) yield output;
    }
  }
}
