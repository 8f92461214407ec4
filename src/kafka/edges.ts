import type { Connection } from "./connection";
import { fetchPartition } from "./fetch";
import { decodeRecordSet } from "./record-batch/decode";
import type { LogRecord } from "./record-batch/log-record";
import { withoutAborted } from "./transaction-markers";

/** A stretch of a partition's log: offsets from `start` up to, not including, `end`. */
export interface LogStretch {
  topic: string;
  partition: number;
  start: number;
  end: number;
}

export interface Edges {
  /** Undefined where there is none, or none is found near the edge. */
  first: LogRecord | undefined;
  last: LogRecord | undefined;
}

/** A broker gives one whole batch in any case, and here no more than that is wanted. */
const MAX_BYTES = 1;
/** How many batches without a record (transaction markers, aborted ones) are stepped over before it is given up. */
const STEPS = 32;

/**
 * The first and the last committed record of a stretch of the log, by a few small fetches: what lies between them is
 * not read.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, BAD_BATCH, BROKER_UNREACHABLE
 * @example
 * await readEdges(connection, { topic: "raw-trackpoints", partition: 0, start: 0, end: 741 });
 */
export function readEdges(connection: Connection, stretch: LogStretch): Promise<Edges> {
  return connection.guard(async () => ({
    first: await firstRecord(connection, stretch),
    last: await lastRecord(connection, stretch),
  }));
}

async function firstRecord(connection: Connection, stretch: LogStretch): Promise<LogRecord | undefined> {
  let offset = stretch.start;
  for (let step = 0; step < STEPS && offset < stretch.end; step++) {
    const batch = await batchAt(connection, stretch, offset);
    if (batch === undefined) return undefined;
    const found = batch.records.find((record) => record.offset >= offset && record.offset < stretch.end);
    if (found !== undefined) return found;
    offset = batch.lastOffset + 1;
  }
  return undefined;
}

async function lastRecord(connection: Connection, stretch: LogStretch): Promise<LogRecord | undefined> {
  let offset = stretch.end - 1;
  for (let step = 0; step < STEPS && offset >= stretch.start; step++) {
    const batch = await batchAt(connection, stretch, offset);
    if (batch === undefined) return undefined;
    const found = batch.records.findLast(
      (record) => record.offset >= stretch.start && record.offset < stretch.end,
    );
    if (found !== undefined) return found;
    // Compaction may have removed what lay at the offset: the batch is then one behind it.
    offset = Math.min(batch.firstOffset, offset) - 1;
  }
  return undefined;
}

/** The batch that an offset lies in, without its records where they don't count. */
async function batchAt(
  connection: Connection,
  { topic, partition }: LogStretch,
  offset: number,
): Promise<{ firstOffset: number; lastOffset: number; records: LogRecord[] } | undefined> {
  const request = { topic, partition, offset, isolation: "readCommitted", maxBytes: MAX_BYTES } as const;
  const fetched = await connection.onLeader(topic, partition, (broker) => fetchPartition(broker, request));
  const [batch] = await decodeRecordSet({ topic, partition }, fetched.records);
  if (batch === undefined) return undefined;
  const [counted] = withoutAborted([batch], fetched.aborted);
  return { firstOffset: batch.firstOffset, lastOffset: batch.lastOffset, records: counted?.records ?? [] };
}
