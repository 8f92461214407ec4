import { badBatch } from "./bad-batch";
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
    readonly keyStart: number,
    readonly keyEnd: number,
    readonly valueStart: number,
    readonly valueEnd: number,
    private readonly headersStart: number,
    private readonly headersEnd: number,
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
   * The headers as they were written: in order, names more than once, values as bytes.
   *
   * @throws PlayheadError BAD_BATCH
   */
  rawHeaders(): [name: string, value: Buffer | null][] {
    const reader = new VarintReader(this.bytes, this.headersStart, this.headersEnd);
    try {
      const headers: [string, Buffer | null][] = [];
      const count = reader.read();
      if (count < 0) throw new RangeError("there can't be fewer headers than none");
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

function readBytes(reader: VarintReader): Buffer | null {
  const length = reader.read();
  if (length < 0) return null;
  const start = reader.position;
  if (length > reader.end - start) throw new RangeError("a header is longer than its record");
  reader.position = start + length;
  return reader.bytes.subarray(start, start + length);
}
