import { badCsv } from "./csv-errors";
import { openFile, readError } from "./csv-file";

/** A piece of a CSV file that begins and ends between records, so that it can be parsed on its own. */
export interface Block {
  /** Valid until the next block is asked for: the memory is used again. */
  bytes: Buffer;
  /** Offset in the file of the first byte. */
  start: number;
  /** Number in the file of the first line, from 1. */
  line: number;
  /** Size of the whole file when it was opened. */
  fileBytes: number;
}

export interface ReadOptions {
  /** Read no further than this many bytes. */
  limit?: number | undefined;
  /** Stops the reading: the generator then throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** Bytes asked of the file at a time. */
const CHUNK_BYTES = 256 * 1024;

/** The longest record: what Kafka takes as one record by default. It bounds the memory that reading takes. */
export const MAX_RECORD_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/**
 * Reads a file in blocks of whole records. Together the blocks are the file, byte for byte; what is held of it at a
 * time is one chunk and one record, however long the file is.
 *
 * A record ends at a newline with an even number of quotes before it (RFC 4180: quotes come in pairs, also those
 * that stand for one). Where quotes break that rule the count is off, but not before the offending record: it is
 * whole in its block or the block's beginning, where the parser meets it first.
 *
 * @throws PlayheadError as {@link openFile} does, and BAD_CSV for a record that is too long or whose quote never
 * closes.
 */
export async function* readBlocks(file: string, options: ReadOptions = {}): AsyncGenerator<Block> {
  const { limit = Infinity, signal } = options;
  signal?.throwIfAborted();
  const { handle, size: fileBytes } = await openFile(file);
  try {
    const buffer = Buffer.allocUnsafe(MAX_RECORD_BYTES + CHUNK_BYTES);
    const scan = { inQuotes: false, end: 0, lines: 0, linesToEnd: 0 };
    let start = 0;
    let line = 1;
    let filled = 0;
    for (;;) {
      signal?.throwIfAborted();
      const wanted = Math.min(CHUNK_BYTES, limit - start - filled);
      const { bytesRead } = await handle
        .read(buffer, filled, wanted, start + filled)
        .catch((cause: unknown) => Promise.reject(readError(file, cause)));
      if (bytesRead === 0) break;
      scanRecords(buffer, filled, filled + bytesRead, scan);
      filled += bytesRead;
      if (scan.end > 0) {
        yield { bytes: buffer.subarray(0, scan.end), start, line, fileBytes };
        buffer.copyWithin(0, scan.end, filled);
        start += scan.end;
        line += scan.linesToEnd;
        filled -= scan.end;
        scan.lines -= scan.linesToEnd;
        scan.end = 0;
      }
      if (filled >= MAX_RECORD_BYTES)
        throw recordTooLong(file, line, buffer.subarray(0, filled), scan.inQuotes);
    }
    if (scan.inQuotes) throw quoteNotClosed(file, line);
    if (filled > 0) yield { bytes: buffer.subarray(0, filled), start, line, fileBytes };
  } finally {
    await handle.close();
  }
}

interface Scan {
  /** Whether the bytes seen so far end inside a quoted field. */
  inQuotes: boolean;
  /** Where the last whole record ends; 0 before there is one. */
  end: number;
  /** Newlines since the last block, and how many of them are before `end`. */
  lines: number;
  linesToEnd: number;
}

function scanRecords(buffer: Buffer, from: number, to: number, scan: Scan): void {
  let { inQuotes, end, lines, linesToEnd } = scan;
  for (let at = from; at < to; at++) {
    const byte = buffer[at];
    if (byte === QUOTE) inQuotes = !inQuotes;
    else if (byte === NEWLINE) {
      lines++;
      if (!inQuotes) {
        end = at + 1;
        linesToEnd = lines;
      }
    }
  }
  scan.inQuotes = inQuotes;
  scan.end = end;
  scan.lines = lines;
  scan.linesToEnd = linesToEnd;
}

function recordTooLong(file: string, line: number, record: Buffer, inQuotes: boolean): Error {
  if (inQuotes) return quoteNotClosed(file, line);
  const megabyte = `the row is longer than ${MAX_RECORD_BYTES / 1024} KiB, more than Kafka takes as one record`;
  return record.includes(RETURN)
    ? badCsv(
        file,
        line,
        `${megabyte}: its lines end in a carriage return alone`,
        "save it with LF or CRLF line ends",
      )
    : badCsv(file, line, megabyte, "check that this is the right file: a CSV has one row a line");
}

function quoteNotClosed(file: string, line: number): Error {
  return badCsv(
    file,
    line,
    'a quote (") opens in this row and never closes',
    'close the quote, or write "" for a quote that is part of a quoted value',
  );
}
