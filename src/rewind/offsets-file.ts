import fs from "node:fs";
import { CsvError, parse } from "csv-parse/sync";
import { PlayheadError } from "../errors";

/** One line of a file of offsets. */
export interface OffsetsRow {
  topic: string;
  partition: number;
  offset: number;
  /** Where it stands, from 1. */
  line: number;
}

/** Bytes: lines for some 100,000 partitions. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads a file of offsets, see {@link parseOffsetsFile}.
 *
 * @throws PlayheadError FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_TOO_LARGE, BAD_OFFSETS_FILE
 */
export function readOffsetsFile(file: string): OffsetsRow[] {
  let text: string;
  try {
    text = readText(file);
  } catch (error) {
    if (error instanceof PlayheadError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new PlayheadError(
      missing ? "FILE_NOT_FOUND" : "FILE_NOT_READABLE",
      `The file of offsets ${file} ${missing ? "does not exist" : "can't be read"}`,
      { remedy: "check its path; `npx playhead rewind … --export > FILE` makes one", cause: error },
    );
  }
  return parseOffsetsFile(text);
}

/** A pipe will do, but not what never ends. */
function readText(file: string): string {
  const bytes = Buffer.allocUnsafe(MAX_BYTES + 1);
  const handle = fs.openSync(file, "r");
  try {
    let filled = 0;
    let read = 0;
    do {
      read = fs.readSync(handle, bytes, filled, bytes.length - filled, null);
      filled += read;
    } while (read > 0);
    if (filled <= MAX_BYTES) return bytes.toString("utf8", 0, filled);
  } finally {
    fs.closeSync(handle);
  }
  throw new PlayheadError("FILE_TOO_LARGE", `The file of offsets ${file} has more than ${MAX_BYTES} bytes`, {
    remedy: "check its path: a line for each partition is far less",
  });
}

/**
 * The lines of what `--export` prints and `--from-file` reads, ours and Kafka's: `topic,partition,offset`, without a
 * header. Empty lines count for nothing.
 *
 * @throws PlayheadError BAD_OFFSETS_FILE, naming the line
 * @example
 * parseOffsetsFile("raw-trackpoints,0,166\n"); // [{ topic: "raw-trackpoints", partition: 0, offset: 166, line: 1 }]
 */
export function parseOffsetsFile(text: string): OffsetsRow[] {
  const rows = records(text).map(({ record, info }) => toRow(record, info.lines));
  if (rows.length === 0) throw bad("The file of offsets has no lines");
  const lines = new Map<string, number>();
  for (const { topic, partition, line } of rows) {
    const place = `${topic},${partition}`;
    const before = lines.get(place);
    if (before !== undefined) {
      throw bad(`Line ${line} sets ${topic} partition ${partition} again, which line ${before} has set`);
    }
    lines.set(place, line);
  }
  return rows;
}

/** The same the other way: one line a partition. */
export function offsetsFile(rows: readonly Pick<OffsetsRow, "topic" | "partition" | "offset">[]): string {
  return rows.map(({ topic, partition, offset }) => `${topic},${partition},${offset}\n`).join("");
}

interface CsvRecord {
  record: string[];
  info: { lines: number };
}

function records(text: string): CsvRecord[] {
  try {
    const options = { bom: true, info: true, skip_empty_lines: true, relax_column_count: true, trim: true };
    return parse(text, options) as unknown as CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw bad(`The file of offsets is not well-formed CSV: ${error.message}`, error);
  }
}

function toRow(record: readonly string[], line: number): OffsetsRow {
  const [topic = "", partition = "", offset = ""] = record;
  if (record.length !== 3) {
    const groups = record.length === 4 ? "; one of several groups can't be used for one" : "";
    throw bad(`Line ${line} has ${record.length} fields, where there should be 3${groups}`);
  }
  if (topic === "") throw bad(`Line ${line} names no topic`);
  return {
    topic,
    partition: whole(partition, `Line ${line} has the partition`),
    offset: whole(offset, `Line ${line} has the offset`),
    line,
  };
}

function whole(text: string, what: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw bad(`${what} ${JSON.stringify(text)}, which is not a whole number of 0 or more`);
}

function bad(message: string, cause?: unknown): PlayheadError {
  const remedy = "write lines of topic,partition,offset, without a header; nothing was changed";
  return new PlayheadError("BAD_OFFSETS_FILE", message, { remedy, cause });
}
