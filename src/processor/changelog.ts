import type { Connection } from "../kafka/connection";
import { readLog, type LogRecord } from "../kafka/log";
import { listOffsets } from "../kafka/offsets";
import { ownValue } from "../kafka/own-value";
import { ensurePartitions, ensureTopic, type NewTopic } from "../kafka/topics";
import { NO_BATCH, type KeyState } from "./key-states";

/**
 * The changelog of a group over a topic: a compacted topic with the partitions of the source, in which the last
 * record of each key holds its state. An entry is a JSON array:
 *
 *     [offset, lineage, [timestamp, offset, output] | null, state]
 *
 * `offset` is that of the last record that the key was stepped with, `lineage` tells entries that belong together from
 * those of earlier definitions, the third part is the key's last output, and a state that is undefined, which JSON
 * does not know, is left out. Entries are written in the transaction of the outputs, so together they are the state at
 * the committed offset, neither before nor after it.
 */
type Entry = [offset: number, lineage: string, output: OutputEntry | null, state?: unknown];
type OutputEntry = [timestamp: number, offset: number, value: unknown];

/**
 * Segments larger than those of our other compacted topics: of a changelog that is being written, so much is read again
 * at a restart, which takes a second; with small segments a long run would make thousands of files. A key's state may
 * be larger than a record of Kafka's is by default, 1 MB.
 */
const SETTINGS = { "segment.bytes": "16777216", "max.message.bytes": "16777216" };

export async function ensureChangelog(
  connection: Connection,
  topic: string,
  partitions: number,
): Promise<void> {
  await ensureTopic(connection, changelogTopic(topic, partitions));
  await ensurePartitions(connection, topic, partitions);
}

/** The topic as it is made. */
export function changelogTopic(topic: string, partitions: number): NewTopic {
  return { topic, partitions, compacted: true, settings: SETTINGS };
}

/** The value of a key's entry; `state` and `output` as JSON text. */
export function changelogEntry(
  lineage: string,
  { offset, state, output }: KeyState<unknown, unknown>,
  outputText: string,
): string {
  const last = output === undefined ? "null" : `[${output.timestamp},${output.offset},${outputText}]`;
  const stateText = JSON.stringify(state) as string | undefined;
  return `[${offset},"${lineage}",${last}${stateText === undefined ? "" : `,${stateText}`}]`;
}

/** The last entry of every key of one lineage, as it stands in the log now. */
export async function readChangelog<State, Output>(
  connection: Connection,
  topic: string,
  partition: number,
  lineage: string,
  onRead: (records: number) => void,
): Promise<KeyState<State, Output>[]> {
  const [starts, ends] = await Promise.all([
    listOffsets(connection, topic, "earliest"),
    listOffsets(connection, topic, "stable"),
  ]);
  const last = new Map<string, LogRecord>();
  const range = { topic, partition, from: starts.get(partition) ?? 0, until: ends.get(partition) ?? 0 };
  for await (const { records } of readLog(connection, range)) {
    for (const record of records) last.set(record.keyText ?? "", record);
    onRead(records.length);
  }
  const states: KeyState<State, Output>[] = [];
  for (const [key, record] of last) {
    if (record.valueText === null) continue;
    const [offset, of, output, state] = ownValue<Entry>(record, record.valueText);
    if (of === lineage)
      states.push({ key, offset, state: state as State, output: lastOutput(output), batch: NO_BATCH });
  }
  return states;
}

function lastOutput<Output>(entry: OutputEntry | null): KeyState<unknown, Output>["output"] {
  if (entry === null) return undefined;
  const [timestamp, offset, value] = entry;
  return { timestamp, offset, value: value as Output };
}
