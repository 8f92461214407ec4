import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import type { Connection } from "./connection";
import { isKafkaError } from "./errors";
import { fetchPartition, type FetchRequest } from "./fetch";
import { listOffsets } from "./offsets";
import { decodeRecordSet, type DecodedBatch } from "./record-batch/decode";
import type { FetchedRecord, LogRecord } from "./record-batch/log-record";
import { CommittedRecords, withoutAborted } from "./transaction-markers";

export type { LogRecord } from "./record-batch/log-record";

export interface LogBatch {
  records: FetchedRecord[];
  /** Where the next read begins: past the records, and past the transaction markers behind them. */
  nextOffset: number;
  /** How far the log could have been read at that moment: its last stable offset. */
  end: number;
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

/** What was fetched, decoded. */
interface Fetched {
  /** Under READ_COMMITTED those of records that count; under READ_UNCOMMITTED all, markers too. */
  batches: DecodedBatch[];
  nextOffset: number;
  /** How far could be read. */
  end: number;
}

/** A good size: less costs more requests, more makes the garbage collector work. */
const MAX_BYTES = 1_048_576;
/** How long to wait at the log's end before looking again, ms. */
const PAUSE = 50;

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
    const batch = trim(toBatch(position, await fetching), until);
    const atEnd = batch.nextOffset === position;
    position = batch.nextOffset;
    if (position < until && !signal?.aborted) fetching = fetchAhead(connection, range, position, atEnd);
    yield batch;
  }
}

/**
 * Reads all that a topic holds of committed records as of now, partition after partition, each in order.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, BROKER_UNREACHABLE
 */
export async function* readTopic(connection: Connection, topic: string): AsyncGenerator<LogBatch> {
  const [starts, ends] = await Promise.all([
    listOffsets(connection, topic, "earliest"),
    listOffsets(connection, topic, "stable"),
  ]);
  for (const [partition, until] of ends) {
    const range = { topic, partition, from: starts.get(partition) ?? 0, until };
    for await (const batch of readLog(connection, range)) yield batch;
  }
}

function fetchAhead(
  connection: Connection,
  range: LogRange,
  position: number,
  atEnd: boolean,
): Promise<Fetched> {
  const begin = atEnd ? pause(range.signal) : Promise.resolve();
  const fetching = begin.then(() => fetch(connection, range, position));
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

  /** The records that have been committed since the last call, in the order of the log; none where it is yet to come. */
  async read(): Promise<LogRecord[]> {
    const { connection, place } = this;
    const { topic, partition } = place;
    const end = await this.end();
    if (end === undefined) return [];
    this.position ??= (await listOffsets(connection, topic, "earliest")).get(partition) ?? 0;
    while (this.position < end) {
      const range = { ...place, from: this.position };
      const fetched = await fetch(connection, range, this.position, "readUncommitted");
      for (const batch of fetched.batches) this.records.add(from(this.position, batch));
      this.position = fetched.nextOffset;
    }
    return this.records.take();
  }

  /** Where the log ends; undefined where there is no such topic yet. One that has been read and is gone is an error. */
  private async end(): Promise<number | undefined> {
    const { topic, partition } = this.place;
    try {
      return (await listOffsets(this.connection, topic, "latest")).get(partition) ?? 0;
    } catch (error) {
      const missing = error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND";
      if (missing && this.position === undefined) return undefined;
      throw error;
    }
  }
}

/** Waits a moment, less where the signal says stop. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await delay(PAUSE, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}

function trim(batch: LogBatch, until: number): LogBatch {
  if (batch.nextOffset <= until) return batch;
  return { ...batch, records: batch.records.filter(({ offset }) => offset < until), nextOffset: until };
}

/** A broker that restarts is back within seconds: its log is as it was, so reading goes on where it stopped. */
async function fetch(
  connection: Connection,
  { topic, partition, signal }: LogRange,
  position: number,
  isolation: FetchRequest["isolation"] = "readCommitted",
): Promise<Fetched> {
  const request = { topic, partition, offset: position, isolation, maxBytes: MAX_BYTES };
  const fetched = await connection.guard(() =>
    connection.leaders
      .ask(topic, partition, (leader) => fetchPartition(leader, request), {
        isInVain: () => signal?.aborted === true,
      })
      .catch(async (error: unknown) => {
        if (isKafkaError(error, "OFFSET_OUT_OF_RANGE"))
          throw await logGap(connection, topic, partition, position, error);
        throw error;
      }),
  );
  const all = await decodeRecordSet({ topic, partition }, fetched.records);
  const committed = isolation === "readCommitted";
  const end = committed ? fetched.lastStableOffset : fetched.highWatermark;
  return {
    batches: committed ? withoutAborted(all, fetched.aborted) : all,
    nextOffset: offsetAfter(all, position, end),
    end,
  };
}

/** Where the next fetch begins; `end` is how far this one could have read. */
function offsetAfter(batches: readonly DecodedBatch[], position: number, end: number): number {
  const last = batches.at(-1);
  // A compacted log may hold batches without records; the broker sends such a batch for each offset inside it.
  if (last === undefined) return position < end ? position + 1 : position;
  return Math.max(last.lastOffset + 1, position);
}

function toBatch(position: number, { batches, nextOffset, end }: Fetched): LogBatch {
  const none: FetchedRecord[] = [];
  // Several times faster than flatMap: thousands of records are copied at once.
  return { records: none.concat(...batches.map((batch) => from(position, batch).records)), nextOffset, end };
}

/** A batch that was fetched for an offset in its middle begins before it. */
function from(position: number, batch: DecodedBatch): DecodedBatch {
  if (batch.firstOffset >= position) return batch;
  return { ...batch, records: batch.records.filter(({ offset }) => offset >= position) };
}

async function logGap(
  connection: Connection,
  topic: string,
  partition: number,
  position: number,
  cause: unknown,
): Promise<Error> {
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
