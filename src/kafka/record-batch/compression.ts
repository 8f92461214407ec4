import { promisify } from "node:util";
import zlib from "node:zlib";
import { Decompress as ZstdDecompress } from "fzstd";
import { decompressFrame } from "lz4-napi";
import { uncompress } from "snappy";

/**
 * Bytes that the records of one batch may take. A producer fills a batch to some megabytes before it compresses it;
 * bytes that would grow beyond this are refused, not unpacked.
 */
const MAX_UNPACKED = 256 * 1024 * 1024;

/** By the number in a batch's attributes, like {@link CODECS}. */
export const CODEC_NAMES = ["none", "gzip", "snappy", "lz4", "zstd"];

const CODECS: readonly ((bytes: Buffer) => Promise<Buffer>)[] = [
  (bytes) => Promise.resolve(bytes),
  gunzip,
  unpackSnappy,
  // One byte of LZ4 stands for 255 at the most, so its memory is bounded by what was fetched.
  (bytes) => decompressFrame(bytes),
  (bytes) => Promise.resolve(unpackZstd(bytes)),
];

/**
 * The records of a compressed batch. `codec`: 1 gzip, 2 snappy, 3 lz4, 4 zstd.
 *
 * @throws Error where the bytes are not what they should be
 */
export async function decompress(codec: number, bytes: Buffer): Promise<Buffer> {
  const unpack = CODECS[codec];
  if (unpack === undefined) throw new Error(`there is no compression of number ${codec}`);
  return unpack(bytes);
}

const unzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip);

function gunzip(bytes: Buffer): Promise<Buffer> {
  return unzip(bytes, { maxOutputLength: MAX_UNPACKED });
}

/** How snappy-java, and with it Kafka's own client, frames blocks of snappy: this, two versions, then the blocks. */
const XERIAL = Buffer.from("\x82SNAPPY\0", "latin1");
const XERIAL_HEADER = 16;

async function unpackSnappy(bytes: Buffer): Promise<Buffer> {
  if (!bytes.subarray(0, XERIAL.length).equals(XERIAL)) return unpackBlock(bytes, MAX_UNPACKED);
  const blocks: Buffer[] = [];
  let room = MAX_UNPACKED;
  for (let position = XERIAL_HEADER; position < bytes.length;) {
    const start = position + 4;
    const end = start + bytes.readUInt32BE(position);
    if (end > bytes.length) throw new RangeError("a block of snappy is cut off");
    const block = await unpackBlock(bytes.subarray(start, end), room);
    blocks.push(block);
    room -= block.length;
    position = end;
  }
  return Buffer.concat(blocks);
}

async function unpackBlock(bytes: Buffer, room: number): Promise<Buffer> {
  if (unpackedLength(bytes) > room) throw new RangeError(tooLarge());
  return (await uncompress(bytes)) as Buffer;
}

/** A block of snappy begins with the length of what it holds: a varint without a sign. */
function unpackedLength(bytes: Buffer): number {
  let length = 0;
  for (let i = 0; i < Math.min(bytes.length, 5); i++) {
    length += ((bytes[i] as number) & 0x7f) * 128 ** i;
    if ((bytes[i] as number) < 0x80) return length;
  }
  throw new RangeError("a block of snappy has no length");
}

function unpackZstd(bytes: Buffer): Buffer {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const stream = new ZstdDecompress((chunk) => {
    length += chunk.length;
    if (length > MAX_UNPACKED) throw new RangeError(tooLarge());
    chunks.push(chunk);
  });
  stream.push(bytes, true);
  return Buffer.concat(chunks);
}

function tooLarge(): string {
  return `unpacked they would take more than ${MAX_UNPACKED} bytes`;
}
