/** Numbers that Austin Appleby's MurmurHash 2 mixes with, and the seed that Kafka gives it. */
const MULTIPLIER = 0x5bd1e995;
const SHIFT = 24;
const SEED = 0x9747b28c;

/**
 * The partition that Kafka's own clients give a key among `partitions`: its murmur2, positive, modulo their number.
 * A text counts as UTF-8.
 * https://github.com/apache/kafka/blob/4.3.1/clients/src/main/java/org/apache/kafka/common/utils/Utils.java (`murmur2`)
 *
 * @example partitionOf("101", 4)
 */
export function partitionOf(key: string | Buffer, partitions: number): number {
  const hash = typeof key === "string" ? murmur2OfText(key) : murmur2(key);
  return (hash & 0x7fff_ffff) % partitions;
}

/** Holds the bytes of a short text while it is hashed. */
const scratch = Buffer.alloc(64);

function murmur2OfText(text: string): number {
  if (text.length > scratch.length) return murmur2(Buffer.from(text));
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return murmur2(Buffer.from(text));
    scratch[i] = code;
  }
  return murmur2(scratch, text.length);
}

function murmur2(bytes: Buffer, length = bytes.length): number {
  let hash = SEED ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let word = at(bytes, i) | (at(bytes, i + 1) << 8) | (at(bytes, i + 2) << 16) | (at(bytes, i + 3) << 24);
    word = Math.imul(word, MULTIPLIER);
    word = Math.imul(word ^ (word >>> SHIFT), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ word;
  }
  const rest = length - whole;
  if (rest > 2) hash ^= at(bytes, whole + 2) << 16;
  if (rest > 1) hash ^= at(bytes, whole + 1) << 8;
  if (rest > 0) hash = Math.imul(hash ^ at(bytes, whole), MULTIPLIER);
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

function at(bytes: Buffer, index: number): number {
  return bytes[index] as number;
}
