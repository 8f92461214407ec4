import type { Connection } from "./connection";
import { isKafkaError } from "./errors";
import { fetchPartition, type AbortedTransaction, type FetchRequest } from "./fetch";
import { decodeRecordSet, type DecodedBatch } from "./record-batch/decode";
import { framesOf } from "./record-batch/frame";
import { placesIn, type RecordPlace } from "./record-batch/places";
import { withoutAborted } from "./transaction-markers";

export type { RecordPlace } from "./record-batch/places";

/** A stretch of a partition's log. */
export interface Stretch {
  topic: string;
  partition: number;
  /** Its first offset, and the one behind its last. */
  from: number;
  until: number;
}

/** A stretch's first and last committed record, as far as they were found, and what was seen on the way to them. */
export interface Edges {
  first?: RecordPlace;
  last?: RecordPlace;
  seen: Seen;
}

/** Of the batches that were fetched: their records, the offsets and the bytes that they take in the log. */
export interface Seen {
  records: number;
  offsets: number;
  bytes: number;
}

/** A request asks for one whole batch, the smallest answer there is. */
const ONE_BATCH = 1;
/** So many batches without a record that counts (markers, aborted ones) are stepped over, then no edge is told. */
const ROUNDS = 8;

/**
 * Finds the first and the last committed record of each stretch by fetching a batch at either end, whatever lies
 * between; all stretches at a time. Markers of transactions, and records of aborted ones, are stepped over.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, BROKER_UNREACHABLE, BAD_BATCH
 */
export function findEdges(connection: Connection, stretches: readonly Stretch[]): Promise<Edges[]> {
  return connection.guard(() => Promise.all(stretches.map((stretch) => edgesOf(connection, stretch))));
}

async function edgesOf(connection: Connection, stretch: Stretch): Promise<Edges> {
  const seen: Seen = { records: 0, offsets: 0, bytes: 0 };
  if (stretch.from >= stretch.until) return { seen };
  const [first, last] = await Promise.all([
    firstOf(connection, stretch, seen),
    lastOf(connection, stretch, seen),
  ]);
  return { ...(first === undefined ? {} : { first }), ...(last === undefined ? {} : { last }), seen };
}

async function firstOf(
  connection: Connection,
  stretch: Stretch,
  seen: Seen,
): Promise<RecordPlace | undefined> {
  let position = stretch.from;
  for (let round = 0; round < ROUNDS && position < stretch.until; round++) {
    const { batch, aborted } = await fetchBatch(connection, stretch, position, "readCommitted");
    if (batch === undefined) return undefined;
    count(batch, seen);
    if (batch.places !== undefined && withoutAborted([batch], aborted).length > 0) return batch.places.first;
    position = batch.lastOffset + 1;
  }
  return undefined;
}

/**
 * Goes back batch by batch. A marker tells what became of its producer's records before it; those that no marker has
 * been met of belong to a transaction that is still open.
 */
async function lastOf(
  connection: Connection,
  stretch: Stretch,
  seen: Seen,
): Promise<RecordPlace | undefined> {
  const ended = new Map<bigint, boolean>();
  let position = stretch.until - 1;
  for (let round = 0; round < ROUNDS && position >= stretch.from; round++) {
    const { batch } = await fetchBatch(connection, stretch, position, "readUncommitted");
    // Compaction may have left a gap here, and what is before it can't be asked for.
    if (batch === undefined || batch.firstOffset > position) return undefined;
    count(batch, seen);
    const { control, commit, transactional, producerId, firstOffset, places } = batch;
    if (control) ended.set(producerId, commit === true);
    else if (places !== undefined && (!transactional || ended.get(producerId) === true)) return places.last;
    position = firstOffset - 1;
  }
  return undefined;
}

/** A batch of which only what lies in the stretch is known. */
interface EdgeBatch extends Omit<DecodedBatch, "records" | "producerEpoch"> {
  places: { first: RecordPlace; last: RecordPlace } | undefined;
  count: number;
  bytes: number;
}

async function fetchBatch(
  connection: Connection,
  stretch: Stretch,
  offset: number,
  isolation: FetchRequest["isolation"],
): Promise<{ batch: EdgeBatch | undefined; aborted: readonly AbortedTransaction[] }> {
  const { topic, partition } = stretch;
  const request = { topic, partition, offset, isolation, maxBytes: ONE_BATCH };
  const fetched = await connection.leaders
    .ask(topic, partition, (broker) => fetchPartition(broker, request))
    .catch((error: unknown) => {
      // The log has been cut meanwhile: what is there now is another matter.
      if (isKafkaError(error, "OFFSET_OUT_OF_RANGE")) return undefined;
      throw error;
    });
  if (fetched === undefined) return { batch: undefined, aborted: [] };
  return { batch: await readBatch(stretch, fetched.records), aborted: fetched.aborted };
}

async function readBatch(stretch: Stretch, bytes: Buffer): Promise<EdgeBatch | undefined> {
  const [frame] = framesOf(stretch, bytes);
  if (frame === undefined) return undefined;
  const common = { count: frame.count, bytes: bytes.length };
  if (!frame.control && frame.codec === 0) {
    return { ...frame, ...common, places: placesIn(stretch, bytes, frame, stretch) };
  }
  const [decoded] = await decodeRecordSet(stretch, bytes);
  if (decoded === undefined) return undefined;
  const within = decoded.records.filter(({ offset }) => offset >= stretch.from && offset < stretch.until);
  const [first, last] = [within[0], within.at(-1)];
  const places =
    first === undefined || last === undefined ? undefined : { first: placeOf(first), last: placeOf(last) };
  return { ...decoded, ...common, places };
}

function count({ control, count, bytes, firstOffset, lastOffset }: EdgeBatch, seen: Seen): void {
  if (!control) seen.records += count;
  seen.offsets += lastOffset - firstOffset + 1;
  seen.bytes += bytes;
}

function placeOf({ offset, timestamp }: RecordPlace): RecordPlace {
  return { offset, timestamp };
}
