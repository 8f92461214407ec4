/// <reference path="./internals.d.ts" />
import type { Broker, FetchedMessage, FetchedPartition } from "kafkajs/src/cluster/index.js";
import { PlayheadError } from "../errors";
import type { Connection } from "./connection";
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
/** How long a fetch waits at the log's end: also how long a stop can take to be seen. */
const MAX_WAIT = 100;
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
  let fetching = fetchPatiently(connection, range, position);
  try {
    while (position < until && !signal?.aborted) {
      const batch = trim(toBatch(range, position, await fetching), until);
      position = batch.nextOffset;
      if (position < until && !signal?.aborted) fetching = fetchPatiently(connection, range, position);
      yield batch;
    }
  } finally {
    // The reader may stop while a fetch is on its way; nobody will ask for its outcome any more.
    fetching.catch(() => undefined);
  }
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
      const stale = isKafkaError(
        error,
        "NOT_LEADER_FOR_PARTITION",
        "LEADER_NOT_AVAILABLE",
        "UNKNOWN_TOPIC_OR_PARTITION",
      );
      if (Date.now() > deadline || range.signal?.aborted || !(stale || isConnectionError(error))) {
        throw toPlayheadError(error, connection.brokers);
      }
      await new Promise((resolve) => setTimeout(resolve, MAX_WAIT));
      await reconnect(connection);
    }
  }
}

async function reconnect(connection: Connection): Promise<void> {
  try {
    const cluster = await connection.cluster();
    if (!cluster.isConnected()) await cluster.connect();
    await cluster.refreshMetadata();
  } catch (error) {
    // Not back yet: the caller's deadline decides how often this is tried.
    if (!isConnectionError(error)) throw error;
  }
}

async function fetchOnce(
  connection: Connection,
  range: LogRange,
  position: number,
  isolation: keyof typeof ISOLATION,
): Promise<FetchedPartition> {
  const { topic, partition } = range;
  const [fetched] = await connection
    .onLeaders(topic, [partition], (broker) => fetchPartition(broker, range, position, isolation))
    .catch(async (error: unknown) => {
      if (isKafkaError(error, "OFFSET_OUT_OF_RANGE")) throw await logGap(connection, range, position, error);
      throw error;
    });
  if (fetched === undefined) {
    throw new PlayheadError("PARTITION_NOT_FOUND", `The topic ${topic} has no partition ${partition}`);
  }
  return fetched;
}

async function fetchPartition(
  broker: Broker,
  { topic, partition }: LogRange,
  position: number,
  isolation: keyof typeof ISOLATION,
): Promise<FetchedPartition | undefined> {
  const { responses } = await broker.fetch({
    isolationLevel: ISOLATION[isolation],
    maxWaitTime: MAX_WAIT,
    minBytes: 1,
    maxBytes: MAX_BYTES,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(position), maxBytes: MAX_BYTES }] }],
  });
  return responses[0]?.partitions[0];
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
