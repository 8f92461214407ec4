import { createHash } from "node:crypto";
import type { RunOutput } from "./run-outputs";

const SHA256_BYTES = 32;
const FIRST_SIZE = 64;

/** What of an output counts: not where in its topic it stands. */
export type DigestedOutput = Omit<RunOutput, "at">;

/**
 * The digest of a source partition's outputs in the order of their source offsets, whatever the order they come in;
 * several outputs of one record stay in the order in which they come. It is the SHA-256 of the SHA-256 of each output:
 *
 *     [source offset, event time in ms, key, whether of the warm-up] as JSON, a line feed, the value's bytes
 *
 * The outputs of a source partition may be spread over all partitions of the output topic, so that they can be put in
 * order only when all are there: 40 bytes are kept of each, however large it is.
 */
export class OutputDigest {
  private readonly offsets: number[] = [];
  private hashes = Buffer.alloc(FIRST_SIZE * SHA256_BYTES);

  get count(): number {
    return this.offsets.length;
  }

  add({ source, timestamp, key, warmUp, value }: DigestedOutput): void {
    const end = this.offsets.push(source.offset) * SHA256_BYTES;
    if (end > this.hashes.length)
      this.hashes = Buffer.concat([this.hashes, Buffer.alloc(this.hashes.length)]);
    const hash = createHash("sha256")
      .update(`${JSON.stringify([source.offset, timestamp, key, warmUp])}\n`)
      .update(value);
    hash.digest().copy(this.hashes, end - SHA256_BYTES);
  }

  /** 64 hexadecimal digits. */
  hex(): string {
    const all = createHash("sha256");
    for (const at of this.order())
      all.update(this.hashes.subarray(at * SHA256_BYTES, (at + 1) * SHA256_BYTES));
    return all.digest("hex");
  }

  private order(): Iterable<number> {
    const { offsets } = this;
    if (offsets.every((offset, i) => i === 0 || (offsets[i - 1] as number) <= offset)) return offsets.keys();
    return [...offsets.keys()].sort((a, b) => (offsets[a] as number) - (offsets[b] as number));
  }
}
