import { badBatch, type Place } from "./bad-batch";
import { crc32c } from "./crc32c";
import { ATTRIBUTES, BATCH, BEFORE_LENGTH, MAGIC } from "./layout";

/** A batch's header, and where its records lie. */
export interface Frame {
  firstOffset: number;
  lastOffset: number;
  baseTimestamp: number;
  /** Where the broker stamped the batch as it arrived: the timestamp of all its records. */
  appendTime: number | undefined;
  producerId: bigint;
  producerEpoch: number;
  transactional: boolean;
  control: boolean;
  /** 0 where the records are not compressed. */
  codec: number;
  count: number;
  start: number;
  end: number;
}

/**
 * The batches in `bytes`, each with its checksum verified, up to the first that is cut off. A broker never sends a
 * first batch that is (KIP-74), so that one is taken for damaged.
 *
 * @throws PlayheadError BAD_BATCH
 */
export function framesOf(place: Place, bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = endOfBatch(place, bytes, start);
    if (end > bytes.length) {
      if (start > 0) break;
      throw badBatch(place, bytes.length < BATCH.length ? -1 : offsetAt(bytes, 0), "their batch is cut off");
    }
    frames.push(frameAt(place, bytes, start, end));
    start = end;
  }
  return frames;
}

/** Infinity where not even that is there. */
function endOfBatch(place: Place, bytes: Buffer, start: number): number {
  if (bytes.length - start < BATCH.crc) return Infinity;
  const magic = bytes[start + BATCH.magic];
  if (magic === 0 || magic === 1) {
    throw badBatch(
      place,
      offsetAt(bytes, start),
      `they are in format ${magic} of Kafka before 0.11, not in 2`,
    );
  }
  if (magic !== MAGIC) throw badBatch(place, offsetAt(bytes, start), `there is no format ${magic}`);
  const length = bytes.readInt32BE(start + BATCH.length);
  if (length < BATCH.records - BEFORE_LENGTH) {
    throw badBatch(place, offsetAt(bytes, start), `a batch can't take ${length} bytes`);
  }
  return start + BEFORE_LENGTH + length;
}

function frameAt(place: Place, bytes: Buffer, start: number, end: number): Frame {
  const firstOffset = offsetAt(bytes, start);
  if (crc32c(bytes.subarray(start + BATCH.attributes, end)) !== bytes.readUInt32BE(start + BATCH.crc)) {
    throw badBatch(place, firstOffset, "their checksum is not that of what was written");
  }
  const attributes = bytes.readInt16BE(start + BATCH.attributes);
  const stamped = (attributes & ATTRIBUTES.logAppendTime) !== 0;
  return {
    firstOffset,
    lastOffset: firstOffset + bytes.readInt32BE(start + BATCH.lastOffsetDelta),
    baseTimestamp: Number(bytes.readBigInt64BE(start + BATCH.baseTimestamp)),
    appendTime: stamped ? Number(bytes.readBigInt64BE(start + BATCH.maxTimestamp)) : undefined,
    producerId: bytes.readBigInt64BE(start + BATCH.producerId),
    producerEpoch: bytes.readInt16BE(start + BATCH.producerEpoch),
    transactional: (attributes & ATTRIBUTES.transactional) !== 0,
    control: (attributes & ATTRIBUTES.control) !== 0,
    codec: attributes & ATTRIBUTES.compression,
    count: bytes.readInt32BE(start + BATCH.count),
    start: start + BATCH.records,
    end,
  };
}

function offsetAt(bytes: Buffer, start: number): number {
  return Number(bytes.readBigInt64BE(start + BATCH.baseOffset));
}
