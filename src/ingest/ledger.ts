import type { Connection } from "../kafka/connection";
import { readLog } from "../kafka/log";
import { listOffsets } from "../kafka/offsets";
import { ownValue } from "../kafka/own-value";
import type { OutgoingRecord } from "../kafka/record-batches";

/** What the ledger knows of one file in one topic. */
export interface LedgerEntry {
  topic: string;
  /** The topic's own id: a topic made again under the same name has nothing of this file. */
  topicId: string;
  /** The file's base name, for messages only. */
  file: string;
  /** SHA-256 of the file's bytes, in hexadecimal: this is what identifies it. */
  digest: string;
  bytes: number;
  /** Data rows of the file. */
  rows: number;
  /** 1, and one more for each time the file was appended again on purpose. */
  copy: number;
  /** The time zone its times were read in, where they did not name one. */
  timeZone: string;
  /** Rows up to this one were in the topic before, as another, shorter file. */
  afterRow: number;
  state: "started" | "complete";
  /** The log's end, by partition, before the file's first record. */
  startOffsets: Record<string, number>;
}

export interface Ledger {
  entries: LedgerEntry[];
  /** Which file (by digest) brought which tracks. */
  tracks: Map<string, Set<string>>;
}

type Line =
  { type: "file"; entry: LedgerEntry } | { type: "tracks"; topic: string; digest: string; tracks: string[] };

/** Track ids per ledger record, so that none of up to {@link MAX_ID_LENGTH} characters brings it near Kafka's limit of 1 MB. */
const TRACKS_PER_RECORD = 100;

function record(key: string, line: Line): OutgoingRecord {
  return { key, value: JSON.stringify(line), timestamp: Date.now(), partition: 0 };
}

/** The record that says how it stands with a file. */
export function entryRecord(entry: LedgerEntry): OutgoingRecord {
  return record(`${entry.topic}/${entry.digest}/${entry.copy}`, { type: "file", entry });
}

/** The records that say which tracks a file brought. */
export function trackRecords(topic: string, digest: string, tracks: Iterable<string>): OutgoingRecord[] {
  const all = [...tracks];
  const records: OutgoingRecord[] = [];
  for (let i = 0; i < all.length; i += TRACKS_PER_RECORD) {
    const part = all.slice(i, i + TRACKS_PER_RECORD);
    records.push(record(`${topic}/${digest}/tracks/${i}`, { type: "tracks", topic, digest, tracks: part }));
  }
  return records;
}

/** Reads what the ledger knows of a topic. Nothing, where there is no topic with that id. */
export async function readLedger(
  connection: Connection,
  ledgerTopic: string,
  topic: string,
  topicId: string | undefined,
): Promise<Ledger> {
  const entries = new Map<string, LedgerEntry>();
  const tracks = new Map<string, Set<string>>();
  const from = (await listOffsets(connection, ledgerTopic, "earliest")).get(0) ?? 0;
  const until = (await listOffsets(connection, ledgerTopic, "stable")).get(0) ?? 0;
  for await (const { records } of readLog(connection, { topic: ledgerTopic, partition: 0, from, until })) {
    for (const record of records) {
      const { key, valueText } = record;
      if (valueText === null) continue;
      const line = ownValue<Line>(record, valueText);
      if (line.type === "file" && line.entry.topic === topic) entries.set(String(key), line.entry);
      if (line.type === "tracks" && line.topic === topic) {
        const known = tracks.get(line.digest) ?? new Set<string>();
        for (const id of line.tracks) known.add(id);
        tracks.set(line.digest, known);
      }
    }
  }
  const valid = [...entries.values()].filter((entry) => entry.topicId === topicId);
  const digests = new Set(valid.map(({ digest }) => digest));
  for (const digest of [...tracks.keys()]) if (!digests.has(digest)) tracks.delete(digest);
  return { entries: valid, tracks };
}
