/**
 * Kafka's varints: zigzag numbers in groups of seven bits, the lowest first, as in Protocol Buffers.
 * https://kafka.apache.org/documentation/#record and https://protobuf.dev/programming-guides/encoding/#signed-ints
 *
 * A zigzag number's lowest bit is its sign, the rest its magnitude. Taken apart that way, a number of 64 bits needs no
 * BigInt: every whole number up to 2^53 is exact, and so is one of 32 bits without a path of its own.
 */

/** A varint of 64 bits takes at most ten bytes. */
const MAX_VARINT_BYTES = 10;

/** Reads varints one after the other. */
export class VarintReader {
  constructor(
    readonly bytes: Buffer,
    public position: number,
    /** The end of what may be read. */
    readonly end: number,
  ) {}

  /** @throws RangeError where the bytes end inside the number, or it has more than 64 bits */
  read(): number {
    const { bytes, position } = this;
    const first = bytes[position] as number;
    if (first < 0x80 && position < this.end) {
      this.position = position + 1;
      return (first >>> 1) ^ -(first & 1);
    }
    const second = bytes[position + 1] as number;
    if (second < 0x80 && position + 1 < this.end) {
      this.position = position + 2;
      const zigzag = (first & 0x7f) | (second << 7);
      return (zigzag >>> 1) ^ -(zigzag & 1);
    }
    return this.readLong();
  }

  private readLong(): number {
    const { bytes, position, end } = this;
    const limit = Math.min(end, position + MAX_VARINT_BYTES);
    let magnitude = 0;
    let unit = 64;
    for (let i = position; i < limit; i++) {
      const byte = bytes[i] as number;
      if (i === position) magnitude = (byte & 0x7f) >>> 1;
      else {
        magnitude += (byte & 0x7f) * unit;
        unit *= 128;
      }
      if (byte < 0x80) {
        this.position = i + 1;
        return ((bytes[position] as number) & 1) === 0 ? magnitude : -magnitude - 1;
      }
    }
    throw new RangeError("a varint does not end where it should");
  }
}

/** How many bytes a whole number takes as a varint. */
export function sizeOfVarint(value: number): number {
  let rest = value < 0 ? -(value + 1) : value;
  let size = 1;
  for (rest = Math.floor(rest / 64); rest > 0; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** Writes a whole number as a varint; the buffer must have the room. Returns the position behind it. */
export function writeVarint(bytes: Buffer, position: number, value: number): number {
  if (value < SMALL && value >= -SMALL)
    return writeSmallVarint(bytes, position, (value << 1) ^ (value >> 31));
  const negative = value < 0;
  let rest = negative ? -(value + 1) : value;
  let byte = (rest % 64) * 2 + (negative ? 1 : 0);
  rest = Math.floor(rest / 64);
  while (rest > 0) {
    bytes[position++] = byte + 0x80;
    byte = rest % 128;
    rest = Math.floor(rest / 128);
  }
  bytes[position++] = byte;
  return position;
}

/** Below it a number in zigzag fits into 31 bits. */
const SMALL = 0x3fff_ffff;

function writeSmallVarint(bytes: Buffer, position: number, zigzag: number): number {
  while (zigzag >= 0x80) {
    bytes[position++] = (zigzag & 0x7f) | 0x80;
    zigzag >>>= 7;
  }
  bytes[position++] = zigzag;
  return position;
}
