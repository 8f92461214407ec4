import { sizeOfVarint, writeVarint } from "./varint";

type HeaderValue = string | Buffer | null;

/**
 * The headers of many records, encoded once: constant ones and, where asked for, a last one whose value each record
 * gives for itself. https://kafka.apache.org/documentation/#recordheader
 *
 * @example
 * const block = new HeaderBlock([["run", "r1"]], "source");
 * writer.appendText(key, value, timestamp, block, "0:123456");
 */
export class HeaderBlock {
  static readonly NONE = new HeaderBlock([]);

  /** The count, the constant headers and the name of the one that varies. */
  readonly bytes: Buffer;
  /** Whether the value of a last header follows for each record. */
  readonly varies: boolean;

  constructor(constant: Iterable<readonly [name: string, value: HeaderValue]>, varying?: string) {
    const headers = [...constant];
    this.varies = varying !== undefined;
    const count = headers.length + (this.varies ? 1 : 0);
    this.bytes = Buffer.concat([
      varint(count),
      ...headers.flatMap(([name, value]) => [...text(name), ...text(value)]),
      ...(varying === undefined ? [] : text(varying)),
    ]);
  }
}

function text(value: HeaderValue): Buffer[] {
  if (value === null) return [varint(-1)];
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return [varint(bytes.length), bytes];
}

function varint(value: number): Buffer {
  const bytes = Buffer.alloc(sizeOfVarint(value));
  writeVarint(bytes, 0, value);
  return bytes;
}
