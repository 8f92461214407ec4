import type { Connection } from "../kafka/connection";
import { readTopic } from "../kafka/log";
import type { FetchedRecord } from "../kafka/record-batch/log-record";
import { HeaderBlock } from "../kafka/record-batch/header-block";
import type { RecordBatches } from "../kafka/record-batches";
import { ensureTopic, hasTopic, type NewTopic } from "../kafka/topics";
import { DEAD_LETTER_HEADER as HEADER } from "./headers";

/** A record that could not be processed, as it was put aside. */
export interface DeadLetter {
  run: string;
  topic: string;
  partition: number;
  offset: number;
  /** Event time, ms since 1970 UTC. */
  timestamp: number;
  key: string | null;
  error: string;
  /** The original bytes. */
  value: Buffer | null;
}

/** Errors may quote what they stumbled over. */
const LONGEST_ERROR = 1000;
/** A record that Kafka took once is taken here as well, with some headers more. */
const SETTINGS = { "max.message.bytes": "16777216" };
const OVERHEAD = 2048;

export async function ensureDeadLetters(connection: Connection, topic: string): Promise<void> {
  await ensureTopic(connection, deadLetterTopic(topic));
}

/** The topic as it is made. */
export function deadLetterTopic(topic: string): NewTopic {
  return { topic, partitions: 1, settings: SETTINGS };
}

/** Puts a record aside: key, value, time and headers as they were, and why. */
export function addDeadLetter(
  batches: RecordBatches,
  record: FetchedRecord,
  run: string,
  error: Error,
): void {
  const { key, value, timestamp, topic, partition, offset } = record;
  const own: [string, string][] = [
    [HEADER.run, run],
    [HEADER.topic, topic],
    [HEADER.partition, String(partition)],
    [HEADER.offset, String(offset)],
    [HEADER.error, error.message.slice(0, LONGEST_ERROR)],
  ];
  const size = (key?.length ?? 0) + (value?.length ?? 0) + OVERHEAD;
  batches
    .writer(0, size)
    .appendText(key, value, timestamp, new HeaderBlock([...record.rawHeaders(), ...own]));
}

/** All records that have been put aside, in the order in which that happened; none where the topic is not there. */
export async function readDeadLetters(connection: Connection, topic: string): Promise<DeadLetter[]> {
  if (!(await hasTopic(connection, topic))) return [];
  const letters: DeadLetter[] = [];
  for await (const { records } of readTopic(connection, topic)) {
    for (const { headers, keyText, value, timestamp } of records) {
      letters.push({
        run: headers[HEADER.run] ?? "",
        topic: headers[HEADER.topic] ?? "",
        partition: Number(headers[HEADER.partition]),
        offset: Number(headers[HEADER.offset]),
        timestamp,
        key: keyText,
        error: headers[HEADER.error] ?? "",
        value,
      });
    }
  }
  return letters;
}
