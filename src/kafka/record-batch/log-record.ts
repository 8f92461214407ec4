import { badBatch } from "./bad-batch";
import type { Frame } from "./frame";
import { VarintReader } from "./varint";

/** One record as it stands in the log. `timestamp` is the event time in ms since 1970 UTC. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  /** The key, read as UTF-8. */
  readonly keyText: string | null;
  /** The value, read as UTF-8. */
  readonly valueText: string | null;
  /** Values read as UTF-8; of several with one name the last. A header without a value is left out. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A record that knows where its parts lie in the bytes that were fetched and makes them anew each time it is asked:
 * most records are read once, in place. Where key or value is null, its start is -1.
 */
export class FetchedRecord implements LogRecord {
  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly offset: number,
    readonly timestamp: number,
    /** What the positions refer to: a whole fetch, or the records of a batch that was compressed. */
    readonly bytes: Buffer,
    /** The batch it is of; all of that batch's records have the same one. */
    readonly batch: Frame,
    /** Where it begins, with its length. */
    readonly start: number,
    readonly keyStart: number,
    readonly keyEnd: number,
    readonly valueStart: number,
    readonly valueEnd: number,
    private readonly headersStart: number,
    /** Where its headers end, and it ends. */
    readonly end: number,
  ) {}

  get key(): Buffer | null {
    return this.keyStart < 0 ? null : this.bytes.subarray(this.keyStart, this.keyEnd);
  }

  get value(): Buffer | null {
    return this.valueStart < 0 ? null : this.bytes.subarray(this.valueStart, this.valueEnd);
  }

  get keyText(): string | null {
    return this.keyStart < 0 ? null : this.bytes.toString("utf8", this.keyStart, this.keyEnd);
  }

  get valueText(): string | null {
    return this.valueStart < 0 ? null : this.bytes.toString("utf8", this.valueStart, this.valueEnd);
  }

  /** @throws PlayheadError BAD_BATCH */
  get headers(): Readonly<Record<string, string>> {
    const headers: [string, string][] = [];
    for (const [name, value] of this.rawHeaders()) if (value !== null) headers.push([name, value.toString()]);
    return Object.fromEntries(headers);
  }

  /**
   * One header's value, read as UTF-8, without making anything of the others; of several with that name the last one
   * that has a value, undefined where there is none.
   *
   * @param name the header's name, as bytes
   * @throws PlayheadError BAD_BATCH
   */
  headerText(name: Buffer): string | undefined {
    const { bytes, headersStart, end } = this;
    const reader = new VarintReader(bytes, headersStart, end);
    let text: string | undefined;
    try {
      for (let left = countOf(reader); left > 0; left--) {
        const nameStart = skipBytes(reader);
        if (nameStart < 0) throw new RangeError("a header has no name");
        const isIt = isAt(bytes, nameStart, reader.position, name);
        const valueStart = skipBytes(reader);
        if (isIt && valueStart >= 0) text = bytes.toString("utf8", valueStart, reader.position);
      }
    } catch (error) {
      throw badBatch(this, this.offset, "its headers can't be read", error);
    }
    return text;
  }

  /**
   * The headers as they were written: in order, names more than once, values as bytes.
   *
   * @throws PlayheadError BAD_BATCH
   */
  rawHeaders(): [name: string, value: Buffer | null][] {
    const reader = new VarintReader(this.bytes, this.headersStart, this.end);
    try {
      const headers: [string, Buffer | null][] = [];
      const count = countOf(reader);
      while (headers.length < count) {
        const name = readBytes(reader);
        if (name === null) throw new RangeError("a header has no name");
        headers.push([name.toString(), readBytes(reader)]);
      }
      return headers;
    } catch (error) {
      throw badBatch(this, this.offset, "its headers can't be read", error);
    }
  }
}

function countOf(reader: VarintReader): number {
  const count = reader.read();
  if (count < 0) throw new RangeError("there can't be fewer headers than none");
  return count;
}

/** Goes behind the bytes that follow, and returns where they begin; -1 where there are none but null. */
function skipBytes(reader: VarintReader): number {
  const length = reader.read();
  if (length < 0) return -1;
  const start = reader.position;
  if (length > reader.end - start) throw new RangeError("a header is longer than its record");
  reader.position = start + length;
  return start;
}

function isAt(bytes: Buffer, start: number, end: number, expected: Buffer): boolean {
  if (end - start !== expected.length) return false;
  for (let i = 0; i < expected.length; i++) if (bytes[start + i] !== expected[i]) return false;
  return true;
}

function readBytes(reader: VarintReader): Buffer | null {
  const start = skipBytes(reader);
  return start < 0 ? null : reader.bytes.subarray(start, reader.position);
}
