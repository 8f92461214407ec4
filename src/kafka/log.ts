import { setTimeout as delay } from "node:timers/promises";
import type { Broker, FetchedMessage, FetchedPartition } from "kafkajs/src/cluster/index.js";
import { PlayheadError } from "../errors";
import { STALE_LEADER, type Connection } from "./connection";
import { isConnectionError, isKafkaError, toPlayheadError } from "./errors";
import { listOffsets } from "./offsets";
import { CommittedRecords, withoutAborted } from "./transaction-markers";

/** One record as it stands in the log. `timestamp` is the event time in ms since 1970 UTC. */
export interface LogRecord {
  topic: string;
  partition: number;
  offset: number;
  timestamp: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: Readonly<Record<string, string>>;
}

export interface LogBatch {
  records: LogRecord[];
  /** Where the next read begins: past the records, and past the transaction markers behind them. */
  nextOffset: number;
}

export interface LogRange {
  topic: string;
  partition: number;
  /** First offset to read. */
  from: number;
  /** Read up to, not including, this offset; without it, follow the log until the signal says stop. */
  until?: number;
  signal?: AbortSignal;
}

const ISOLATION = { readUncommitted: 0, readCommitted: 1 } as const;
const MAX_BYTES = 1_048_576;
/**
 * How long to wait at the log's end before looking again, ms. We wait, not the broker: it answers one request of a
 * connection after the other, so a fetch that waits there would hold up all other readers.
 */
const PAUSE = 50;
const NOTHING: FetchedPartition = {
  partition: 0,
  highWatermark: "-1",
  lastStableOffset: "-1",
  abortedTransactions: [],
  messages: [],
};
/** How long a vanished broker is waited for before the reader gives up. */
const PATIENCE = 10_000;

/**
 * Reads committed records of one partition in order, without a consumer group. While one batch is being worked on
 * the next is already on its way. A following reader yields empty batches at the log's end, so that its caller
 * regains control.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, LOG_GAP (the log no longer has `from`), BROKER_UNREACHABLE
 * @example
 * for await (const { records } of readLog(connection, { topic, partition: 0, from: 0, until: 681 })) …
 */
export async function* readLog(connection: Connection, range: LogRange): AsyncGenerator<LogBatch> {
  const { until = Infinity, signal } = range;
  let position = range.from;
  if (position >= until) return;
  let fetching = fetchAhead(connection, range, position, false);
  while (position < until && !signal?.aborted) {
    const batch = trim(toBatch(range, position, await fetching), until);
    const atEnd = batch.nextOffset === position;
    position = batch.nextOffset;
    if (position < until && !signal?.aborted) fetching = fetchAhead(connection, range, position, atEnd);
    yield batch;
  }
}

function fetchAhead(
  connection: Connection,
  range: LogRange,
  position: number,
  atEnd: boolean,
): Promise<FetchedPartition> {
  const begin = atEnd ? pause(range.signal) : Promise.resolve();
  const fetching = begin.then(() => fetchPatiently(connection, range, position));
  // If it fails, the reader hears of it when it comes back for more, or never: it may stop before that.
  fetching.catch(() => undefined);
  return fetching;
}

/**
 * Reads a partition's committed records as they come, each once. Other than {@link readLog} it sees past a
 * transaction that another producer has left open: what was committed behind it counts.
 */
export class CommittedReader {
  private readonly records = new CommittedRecords();
  private position: number | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly place: { topic: string; partition: number },
  ) {}

  /** The records that have been committed since the last call, in the order of the log. */
  async read(): Promise<LogRecord[]> {
    const { connection, place } = this;
    const { topic, partition } = place;
    const end = (await listOffsets(connection, topic, "latest")).get(partition) ?? 0;
    this.position ??= (await listOffsets(connection, topic, "earliest")).get(partition) ?? 0;
    while (this.position < end) {
      const range = { ...place, from: this.position };
      const fetched = await fetchPatiently(connection, range, this.position, "readUncommitted");
      for (const message of fetched.messages) {
        if (Number(message.offset) >= this.position) this.records.add(message);
      }
      this.position = offsetAfter(fetched, this.position, Number(fetched.highWatermark));
    }
    return this.records.take().map((message) => toRecord(place, message));
  }
}

/** Waits a moment, less where the signal says stop. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await delay(PAUSE, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}

function trim({ records, nextOffset }: LogBatch, until: number): LogBatch {
  if (nextOffset <= until) return { records, nextOffset };
  return { records: records.filter(({ offset }) => offset < until), nextOffset: until };
}

/** A broker that restarts is back within seconds: its log is as it was, so reading goes on where it stopped. */
async function fetchPatiently(
  connection: Connection,
  range: LogRange,
  position: number,
  isolation: keyof typeof ISOLATION = "readCommitted",
): Promise<FetchedPartition> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await fetchOnce(connection, range, position, isolation);
    } catch (error) {
      const stale = isKafkaError(error, ...STALE_LEADER);
      if (Date.now() > deadline || range.signal?.aborted || !(stale || isConnectionError(error))) {
        throw toPlayheadError(error, connection.brokers);
      }
      await pause(range.signal);
      await askForLeaders(connection, range.topic);
    }
  }
}

async function askForLeaders(connection: Connection, topic: string): Promise<void> {
  try {
    await connection.topicMetadata(topic);
  } catch (error) {
    // The broker is not back yet: the reader's deadline decides how often this is tried.
    if (!isConnectionError(error)) throw toPlayheadError(error, connection.brokers);
  }
}

async function fetchOnce(
  connection: Connection,
  range: LogRange,
  position: number,
  isolation: keyof typeof ISOLATION,
): Promise<FetchedPartition> {
  const { topic, partition } = range;
  return connection
    .onLeader(topic, partition, (broker) => fetchPartition(broker, range, position, isolation))
    .catch(async (error: unknown) => {
      if (isKafkaError(error, "OFFSET_OUT_OF_RANGE")) throw await logGap(connection, range, position, error);
      throw error;
    });
}

async function fetchPartition(
  broker: Broker,
  { topic, partition }: LogRange,
  position: number,
  isolation: keyof typeof ISOLATION,
): Promise<FetchedPartition> {
  const { responses } = await broker.fetch({
    isolationLevel: ISOLATION[isolation],
    maxWaitTime: 0,
    minBytes: 1,
    maxBytes: MAX_BYTES,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(position), maxBytes: MAX_BYTES }] }],
  });
  const fetched = responses[0]?.partitions[0];
  // A broker with a quota answers so where a reader has used up its own.
  return fetched ?? NOTHING;
}

function toBatch(range: LogRange, position: number, fetched: FetchedPartition): LogBatch {
  const records = withoutAborted(fetched)
    .filter(({ offset }) => Number(offset) >= position)
    .map((message) => toRecord(range, message));
  return { records, nextOffset: offsetAfter(fetched, position, Number(fetched.lastStableOffset)) };
}

/** Where the next fetch begins; `end` is how far this one could have read. */
function offsetAfter({ messages }: FetchedPartition, position: number, end: number): number {
  const last = messages.at(-1);
  // A compacted log may hold batches without records; the broker sends such a batch for each offset inside it.
  if (last === undefined) return position < end ? position + 1 : position;
  // Compaction may also have removed the end of a batch, and the last record of a batch may be a transaction marker.
  const { firstOffset, lastOffsetDelta } = last.batchContext;
  return Math.max(Number(firstOffset) + lastOffsetDelta + 1, position);
}

function toRecord(place: { topic: string; partition: number }, message: FetchedMessage): LogRecord {
  return {
    topic: place.topic,
    partition: place.partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key,
    value: message.value,
    headers: decodeHeaders(message.headers),
  };
}

function decodeHeaders(headers: FetchedMessage["headers"]): Record<string, string> {
  const decoded: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined && last !== null) decoded[name] = last.toString();
  }
  return decoded;
}

async function logGap(
  connection: Connection,
  range: LogRange,
  position: number,
  cause: unknown,
): Promise<Error> {
  const { topic, partition } = range;
  const start = (await listOffsets(connection, topic, "earliest")).get(partition);
  const end = (await listOffsets(connection, topic, "latest")).get(partition);
  return new PlayheadError(
    "LOG_GAP",
    `Offset ${position} of ${topic} partition ${partition} is not in the log, which holds ${start} to ${end}`,
    {
      remedy: `rewind the group to an offset between ${start} and ${end} (\`npx playhead rewind … --to-earliest\`)`,
      cause,
    },
  );
}
