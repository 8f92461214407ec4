import { crc32c } from "./crc32c";
import { HeaderBlock } from "./header-block";
import { ATTRIBUTES, BATCH, BEFORE_LENGTH, MAGIC } from "./layout";
import { sizeOfVarint, writeVarint } from "./varint";

/** Text is written as UTF-8. */
type Content = string | Buffer | null;

/** A record to append. */
export interface RecordParts {
  key: Content;
  value: Content;
  /** Event time, ms since 1970 UTC. */
  timestamp: number;
  headers?: HeaderBlock | Readonly<Record<string, string>>;
}

/** Who appends a batch, and as which of its own records. */
export interface BatchProducer {
  /** -1 where the producer is neither idempotent nor transactional; then epoch and sequence are -1, too. */
  producerId: bigint;
  producerEpoch: number;
  /** The number of the batch's first record among those the producer has appended to the partition. */
  baseSequence: number;
  transactional: boolean;
}

/** What a record takes at most besides key, value and headers: six varints and the attributes. */
const MAX_OVERHEAD = 64;
/** The same where numbers are small, as they mostly are. */
const LIKELY_OVERHEAD = 10;
/** A code unit of a string takes at most so many bytes of UTF-8. */
const MAX_UTF8 = 3;
/** Up to this length a loop over a string's characters is faster than native code is to call. */
const SHORT = 24;
/** From this length on it is worth to count a text's bytes rather than to keep room for the most there could be. */
const LONG = 4096;
const INITIAL_CAPACITY = 64 * 1024;
/** The broker sets the leader's epoch. */
const NO_LEADER_EPOCH = -1;

/**
 * Writes records one behind the other into a record batch, uncompressed. Text goes straight into the batch's bytes.
 * Timestamps count from the first record's, as in Kafka's own client.
 * https://kafka.apache.org/documentation/#recordbatch
 *
 * @example
 * const writer = new RecordBatchWriter();
 * writer.append({ key: "101", value: '{"distance":1.5}', timestamp: Date.now() });
 * const bytes = writer.finish({ producerId: 7n, producerEpoch: 0, baseSequence: 0, transactional: true });
 */
export class RecordBatchWriter {
  private bytes: Buffer;
  private position: number = BATCH.records;
  private records = 0;
  private firstTimestamp = 0;
  private maxTimestamp = 0;
  /** Of the record that is being written: where its length begins, and where its body does. */
  private recordStart = 0;
  private bodyStart = 0;

  /** `capacity`: bytes to begin with; the buffer grows as needed. */
  constructor(capacity = INITIAL_CAPACITY) {
    this.bytes = Buffer.allocUnsafeSlow(Math.max(capacity, BATCH.records));
  }

  /** Records so far. */
  get count(): number {
    return this.records;
  }

  /** Bytes that the batch takes so far, its header among them. */
  get size(): number {
    return this.position;
  }

  append({ key, value, timestamp, headers }: RecordParts): void {
    const block = headers instanceof HeaderBlock ? headers : new HeaderBlock(Object.entries(headers ?? {}));
    this.appendText(key, value, timestamp, block);
  }

  /** Like {@link append}; `varying` is the value of the block's last header where that varies. */
  appendText(
    key: Content,
    value: Content,
    timestamp: number,
    headers: HeaderBlock = HeaderBlock.NONE,
    varying = "",
  ): void {
    this.begin(
      timestamp,
      mostBytes(key) + mostBytes(value),
      lengthOf(key) + lengthOf(value),
      headers,
      varying,
    );
    this.writeContent(key);
    this.writeContent(value);
    this.end(headers, varying);
  }

  /** Like {@link appendText}, for a value that lies somewhere in other bytes, from `start` up to `end`. */
  appendSlice(
    key: Content,
    source: Buffer,
    start: number,
    end: number,
    timestamp: number,
    headers: HeaderBlock = HeaderBlock.NONE,
    varying = "",
  ): void {
    const length = end - start;
    this.begin(timestamp, mostBytes(key) + length, lengthOf(key) + length, headers, varying);
    this.writeContent(key);
    this.position = copyInto(this.bytes, writeVarint(this.bytes, this.position, length), source, start, end);
    this.end(headers, varying);
  }

  /**
   * The batch as it goes into a Produce request. The bytes are the writer's own: they are good until it is appended to
   * or cleared.
   */
  finish({ producerId, producerEpoch, baseSequence, transactional }: BatchProducer): Buffer {
    const { bytes, position } = this;
    bytes.writeBigInt64BE(0n, BATCH.baseOffset);
    bytes.writeInt32BE(position - BEFORE_LENGTH, BATCH.length);
    bytes.writeInt32BE(NO_LEADER_EPOCH, BATCH.leaderEpoch);
    bytes.writeInt8(MAGIC, BATCH.magic);
    bytes.writeInt16BE(transactional ? ATTRIBUTES.transactional : 0, BATCH.attributes);
    bytes.writeInt32BE(this.records - 1, BATCH.lastOffsetDelta);
    bytes.writeBigInt64BE(BigInt(this.firstTimestamp), BATCH.baseTimestamp);
    bytes.writeBigInt64BE(BigInt(this.maxTimestamp), BATCH.maxTimestamp);
    bytes.writeBigInt64BE(producerId, BATCH.producerId);
    bytes.writeInt16BE(producerEpoch, BATCH.producerEpoch);
    bytes.writeInt32BE(baseSequence, BATCH.baseSequence);
    bytes.writeInt32BE(this.records, BATCH.count);
    bytes.writeUInt32BE(crc32c(bytes.subarray(BATCH.attributes, position)), BATCH.crc);
    return bytes.subarray(0, position);
  }

  /** Begins a new batch in the same memory. */
  clear(): void {
    this.position = BATCH.records;
    this.records = 0;
  }

  /** `most`: bytes that key and value take at most; `likely`: what they take where all is ASCII. */
  private begin(
    timestamp: number,
    most: number,
    likely: number,
    headers: HeaderBlock,
    varying: string,
  ): void {
    if (this.records === 0) this.firstTimestamp = this.maxTimestamp = timestamp;
    else if (timestamp > this.maxTimestamp) this.maxTimestamp = timestamp;
    const headersLength = headers.bytes.length + varying.length;
    this.reserve(MAX_OVERHEAD + most + headers.bytes.length + varying.length * MAX_UTF8);
    // A record begins with its length, which is known at its end only: leave it the room that it will likely need.
    this.recordStart = this.position;
    this.bodyStart = this.recordStart + sizeOfVarint(likely + headersLength + LIKELY_OVERHEAD);
    this.bytes[this.bodyStart] = 0; // The record's attributes.
    const position = writeVarint(this.bytes, this.bodyStart + 1, timestamp - this.firstTimestamp);
    this.position = writeVarint(this.bytes, position, this.records);
  }

  private end({ bytes, varies }: HeaderBlock, varying: string): void {
    this.position = copyInto(this.bytes, this.position, bytes, 0, bytes.length);
    if (varies) this.writeText(varying);
    const { recordStart, bodyStart } = this;
    const length = this.position - bodyStart;
    this.moveBody(bodyStart, recordStart + sizeOfVarint(length));
    writeVarint(this.bytes, recordStart, length);
    this.records++;
  }

  private writeContent(content: Content): void {
    if (content === null) this.position = writeVarint(this.bytes, this.position, -1);
    else if (typeof content === "string") this.writeText(content);
    else {
      const position = writeVarint(this.bytes, this.position, content.length);
      this.position = copyInto(this.bytes, position, content, 0, content.length);
    }
  }

  private writeText(text: string): void {
    if (text.length <= SHORT && this.writeShortAscii(text)) return;
    const start = this.position;
    const textStart = start + sizeOfVarint(text.length);
    const length = this.bytes.write(text, textStart);
    this.position = textStart + length;
    this.moveBody(textStart, start + sizeOfVarint(length));
    writeVarint(this.bytes, start, length);
  }

  /** Whether it was ASCII, and so is written. */
  private writeShortAscii(text: string): boolean {
    const { bytes, position } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return false;
      bytes[position + 1 + i] = code;
    }
    bytes[position] = text.length << 1;
    this.position = position + 1 + text.length;
    return true;
  }

  /** Makes the room before what was written last the right one. */
  private moveBody(from: number, to: number): void {
    if (from === to) return;
    this.bytes.copyWithin(to, from, this.position);
    this.position += to - from;
  }

  private reserve(room: number): void {
    const needed = this.position + room;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length));
    this.bytes.copy(grown, 0, 0, this.position);
    this.bytes = grown;
  }
}

function lengthOf(content: Content): number {
  return content === null ? 0 : content.length;
}

/** Bytes that `content` takes at most; of a long text as many as it takes. */
function mostBytes(content: Content): number {
  if (typeof content !== "string") return lengthOf(content);
  return content.length < LONG ? content.length * MAX_UTF8 : Buffer.byteLength(content);
}

function copyInto(target: Buffer, position: number, source: Buffer, start: number, end: number): number {
  if (end - start > SHORT) return position + source.copy(target, position, start, end);
  for (let i = start; i < end; i++) target[position++] = source[i] as number;
  return position;
}
