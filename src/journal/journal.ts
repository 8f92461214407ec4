import { randomUUID } from "node:crypto";
import { openAppender } from "../kafka/append";
import type { Connection } from "../kafka/connection";
import { CommittedReader } from "../kafka/log";
import { ownValue } from "../kafka/own-value";
import { ensureTopic } from "../kafka/topics";
import type { LogFacts } from "../log";

/** What any entry says besides what happened. */
interface Common {
  /** Names the entry; made by {@link record}. */
  id: string;
  /** Wall clock, ms since 1970 UTC. */
  at: number;
  /** Kafka's client id of whoever did it. */
  client: string;
  /** The id of the entry that this one takes back. */
  undoes?: string;
}

/** Playheads of a group that were moved. */
export interface Reset extends Common {
  type: "reset";
  group: string;
  moves: { topic: string; partition: number; from: number | null; to: number | null }[];
  /** False until the offsets are known to have been set: whoever wanted it may have been killed on the way. */
  done: boolean;
}

/** A run whose results readers see from then on, in place of another's. */
export interface Promotion extends Common {
  type: "promotion";
  outputTopic: string;
  /** Ids of the runs; `from` is null where readers saw none before. */
  from: string | null;
  to: string | null;
  /** Whether it changed over by itself, because the run had caught up. */
  automatic: boolean;
}

export type JournalEntry = Reset | Promotion;
/** What is given to {@link record}; who and when is added there. */
export type NewEntry = Omit<Reset, "id" | "at" | "client"> | Omit<Promotion, "id" | "at" | "client">;

/**
 * Writes an entry into the journal, a compacted topic with one record an entry, and returns it.
 *
 * @throws PlayheadError BROKER_UNREACHABLE
 */
export async function record<Entry extends NewEntry>(
  connection: Connection,
  topic: string,
  entry: Entry,
): Promise<Entry & Common> {
  const written = { ...entry, id: randomUUID(), at: Date.now(), client: connection.clientId };
  await ensureTopic(connection, { topic, partitions: 1, compacted: true });
  await put(connection, topic, written.id, written);
  connection.log.note("info", ...inWords(written));
  return written;
}

/** An entry as a log has it. */
function inWords(entry: JournalEntry): [event: string, facts: LogFacts] {
  const { id, undoes } = entry;
  if (entry.type === "promotion") {
    const { outputTopic, from, to, automatic } = entry;
    return ["promotion", { outputTopic, from, to, automatic, id, undoes }];
  }
  const { group, moves } = entry;
  const topics = [...new Set(moves.map(({ topic }) => topic))].join(",");
  return ["playheads moved", { group, topics, partitions: moves.length, id, undoes }];
}

/** Says of a reset that its offsets have been set. */
export async function confirm(connection: Connection, topic: string, entry: Reset): Promise<void> {
  await put(connection, topic, entry.id, { ...entry, done: true });
}

/** Takes an entry out again whose offsets could not be set. */
export async function withdraw(connection: Connection, topic: string, { id }: JournalEntry): Promise<void> {
  await put(connection, topic, id, null);
}

async function put(connection: Connection, topic: string, key: string, entry: object | null): Promise<void> {
  const appender = await openAppender(connection);
  const value = entry === null ? null : JSON.stringify(entry);
  await appender.append(topic, [{ key, value, timestamp: Date.now(), partition: 0 }]);
}

/** Reads the journal, at each call from where the last one ended. */
export class JournalReader {
  private readonly log: CommittedReader;
  private readonly entries = new Map<string, JournalEntry>();

  constructor(connection: Connection, topic: string) {
    this.log = new CommittedReader(connection, { topic, partition: 0 });
  }

  /** All entries, in the order in which they were first written; none where there is no journal yet. */
  async read(): Promise<JournalEntry[]> {
    for (const record of await this.log.read()) {
      const { key, valueText } = record;
      if (valueText === null) this.entries.delete(String(key));
      else this.entries.set(String(key), ownValue<JournalEntry>(record, valueText));
    }
    return [...this.entries.values()];
  }
}

/** Reads the whole journal, once. */
export function readJournal(connection: Connection, topic: string): Promise<JournalEntry[]> {
  return new JournalReader(connection, topic).read();
}

/** The entry that undoing takes back: the last one that was not taken back yet and does not take one back itself. */
export function lastUndoable(entries: readonly JournalEntry[]): JournalEntry | undefined {
  const undone = new Set(entries.map(({ undoes }) => undoes));
  return entries.filter(({ id, undoes }) => undoes === undefined && !undone.has(id)).at(-1);
}
