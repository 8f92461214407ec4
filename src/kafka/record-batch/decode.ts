import { badBatch, type Place } from "./bad-batch";
import { CODEC_NAMES, decompress } from "./compression";
import { framesOf, type Frame } from "./frame";
import { FetchedRecord } from "./log-record";
import { VarintReader } from "./varint";

/** A record batch as it stands in the log. */
export interface DecodedBatch {
  firstOffset: number;
  /** That of the batch as it was written: compaction may have removed its last record, or all. */
  lastOffset: number;
  /** -1 where the producer is neither idempotent nor transactional. */
  producerId: bigint;
  producerEpoch: number;
  transactional: boolean;
  /** Whether it is the marker of a transaction's end; its one record is nobody's data. */
  control: boolean;
  /** Of a marker that compaction has not emptied: whether the transaction was committed. */
  commit?: boolean;
  records: FetchedRecord[];
}

/** The fewest bytes a record takes: one for each of its seven parts. */
const MIN_RECORD = 7;

/**
 * Decodes what a Fetch answer holds for one partition: record batches one after the other, of which the last may be
 * cut off (it is left out). Keys, values and headers stay where they are in the bytes. The checksum of each batch is
 * verified. Only where a batch is compressed is there anything to wait for.
 * https://kafka.apache.org/documentation/#recordbatch
 *
 * @throws PlayheadError BAD_BATCH; a promise is rejected with it
 * @example
 * for (const { records } of await decodeRecordSet({ topic, partition }, bytes)) …
 */
export function decodeRecordSet(place: Place, bytes: Buffer): DecodedBatch[] | Promise<DecodedBatch[]> {
  const frames = framesOf(place, bytes);
  if (frames.some(isCompressed)) return Promise.all(frames.map((frame) => unpack(place, bytes, frame)));
  return frames.map((frame) => decodeBatch(place, bytes, frame));
}

/** Compaction leaves a batch that it has emptied without records, but not without its codec. */
function isCompressed({ codec, count }: Frame): boolean {
  return codec !== 0 && count !== 0;
}

async function unpack(place: Place, bytes: Buffer, frame: Frame): Promise<DecodedBatch> {
  if (!isCompressed(frame)) return decodeBatch(place, bytes, frame);
  const { codec, firstOffset, start, end } = frame;
  const records = await decompress(codec, bytes.subarray(start, end)).catch((error: unknown) => {
    throw badBatch(
      place,
      firstOffset,
      `they can't be unpacked (${CODEC_NAMES[codec] ?? `codec ${codec}`})`,
      error,
    );
  });
  return decodeBatch(place, records, { ...frame, start: 0, end: records.length });
}

function decodeBatch(place: Place, bytes: Buffer, frame: Frame): DecodedBatch {
  const { firstOffset, lastOffset, producerId, producerEpoch, transactional, control } = frame;
  try {
    const records = decodeRecords(place, bytes, frame);
    return {
      firstOffset,
      lastOffset,
      producerId,
      producerEpoch,
      transactional,
      control,
      ...(control && records.length > 0 ? { commit: isCommit(records) } : {}),
      records,
    };
  } catch (error) {
    throw badBatch(place, firstOffset, "their lengths contradict each other", error);
  }
}

function decodeRecords({ topic, partition }: Place, bytes: Buffer, frame: Frame): FetchedRecord[] {
  const { firstOffset, baseTimestamp, appendTime, count, end } = frame;
  if (count < 0 || count > (end - frame.start) / MIN_RECORD)
    throw new RangeError(`there can't be ${count} records`);
  const records = new Array<FetchedRecord>(count);
  const reader = new VarintReader(bytes, frame.start, end);
  for (let i = 0; i < count; i++) {
    const start = reader.position;
    const length = reader.read();
    const recordEnd = reader.position + length;
    if (length < MIN_RECORD - 1 || recordEnd > end)
      throw new RangeError(`a record can't take ${length} bytes`);
    reader.position++; // The record's attributes: none is defined.
    const timestampDelta = reader.read();
    const offsetDelta = reader.read();
    const keyLength = reader.read();
    const keyStart = keyLength < 0 ? -1 : reader.position;
    if (keyLength > 0) reader.position += keyLength;
    const keyEnd = keyLength < 0 ? -1 : reader.position;
    const valueLength = reader.read();
    const valueStart = valueLength < 0 ? -1 : reader.position;
    if (valueLength > 0) reader.position += valueLength;
    const valueEnd = valueLength < 0 ? -1 : reader.position;
    // Behind them there is at least the number of headers.
    if (reader.position >= recordEnd) throw new RangeError("a key or a value is longer than its record");
    records[i] = new FetchedRecord(
      topic,
      partition,
      firstOffset + offsetDelta,
      appendTime ?? baseTimestamp + timestampDelta,
      bytes,
      frame,
      start,
      keyStart,
      keyEnd,
      valueStart,
      valueEnd,
      reader.position,
      recordEnd,
    );
    reader.position = recordEnd;
  }
  if (reader.position !== end) throw new RangeError("there are bytes behind the last record");
  return records;
}

/** A marker's key is two numbers of 16 bits: a version, then 0 for an abort and 1 for a commit. */
const COMMIT = 1;

function isCommit([marker]: readonly FetchedRecord[]): boolean {
  return marker?.key?.readInt16BE(2) === COMMIT;
}
