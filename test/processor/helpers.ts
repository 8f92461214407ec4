import { openAppender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import { readLog, type LogRecord } from "../../src/kafka/log";
import { listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import type { Names } from "../../src/names";
import type { Assignment } from "../../src/processor/partition-worker";
import { defineProcessor, type Processor } from "../../src/processor/processor";

export interface Input {
  key: string;
  amount: number;
}

export interface Total {
  total: number;
  count: number;
}

/** A small processor whose outputs depend on every record of a key before them, and on their order. */
export function totals(factor = 1): Processor<Total, { amount: number }, Total> {
  return defineProcessor<Total, { amount: number }, Total>({
    name: "totals",
    parameters: { factor },
    initialState: { total: 0, count: 0 },
    step: (state, { value }) => {
      const total = (state.total * 31 + value.amount * factor) % 1_000_003;
      const next = { total, count: state.count + 1 };
      return [next, next];
    },
  });
}

/** What `totals` makes of the inputs, by key: computed here by a plain loop, without any of the code under test. */
export function expectedTotals(inputs: readonly Input[], factor = 1): Map<string, Total[]> {
  const all = new Map<string, Total[]>();
  for (const { key, amount } of inputs) {
    const list = all.get(key) ?? [];
    const last = list.at(-1) ?? { total: 0, count: 0 };
    list.push({ total: (last.total * 31 + amount * factor) % 1_000_003, count: last.count + 1 });
    all.set(key, list);
  }
  return all;
}

/** Appends inputs, `batch` of them per send. */
export async function append(
  connection: Connection,
  topic: string,
  inputs: readonly Input[],
  batch = 500,
): Promise<void> {
  const appender = await openAppender(connection);
  for (let i = 0; i < inputs.length; i += batch) {
    const records = inputs.slice(i, i + batch).map(({ key, amount }, index) => ({
      key,
      value: JSON.stringify({ amount }),
      timestamp: 1_700_000_000_000 + (i + index) * 1000,
    }));
    await appender.append(topic, records);
  }
}

/** Inputs spread over `keys` keys, the same ones for the same arguments. */
export function someInputs(count: number, keys = 10): Input[] {
  return Array.from({ length: count }, (_, i) => ({ key: `key-${(i * 7) % keys}`, amount: (i * 31) % 17 }));
}

/** A topic with inputs in it, and what it takes to process it. */
export async function topicWith(
  place: { connection(): Promise<Connection>; names: Names; unique(name: string): string },
  inputs: readonly Input[],
  partitions = 1,
): Promise<Assignment<Total, { amount: number }, Total>> {
  const connection = await place.connection();
  const topics = { sourceTopic: place.unique("in"), outputTopic: place.unique("out") };
  await ensureTopic(connection, { topic: topics.sourceTopic, partitions });
  await append(connection, topics.sourceTopic, inputs);
  return { connection, names: place.names, processor: totals(), group: place.unique("group"), ...topics };
}

/** Every committed record of a topic, partition by partition. */
export async function readTopic(connection: Connection, topic: string): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  for (const [partition, until] of await listOffsets(connection, topic, "stable")) {
    for await (const { records } of readLog(connection, { topic, partition, from: 0, until })) {
      all.push(...records);
    }
  }
  return all;
}

/** A topic's outputs by key, in the order of the log; `headers` chooses among them. */
export async function outputsByKey<Output = Total>(
  connection: Connection,
  topic: string,
  chosen: (headers: LogRecord["headers"]) => boolean = () => true,
): Promise<Map<string, Output[]>> {
  const outputs = new Map<string, Output[]>();
  for (const { key, value, headers } of await readTopic(connection, topic)) {
    if (!chosen(headers)) continue;
    const list = outputs.get(String(key)) ?? [];
    list.push(JSON.parse(String(value)) as Output);
    outputs.set(String(key), list);
  }
  return outputs;
}
