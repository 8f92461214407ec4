import { createHash } from "node:crypto";
import { PlayheadError } from "../errors";
import { readBlocks, type Block } from "./csv-blocks";
import { forEachRecord } from "./csv-records";
import { readHeader } from "./csv-header";
import { rowReader, type CsvRow } from "./csv-rows";
import { timeParser } from "./time";

export interface ReadTrackRowsOptions {
  /** IANA name of the time zone whose wall clock the times are on, where they don't say. Default: "UTC". */
  timeZone?: string | undefined;
  /** What checkTrackFile saw: no more than these bytes are read, and other bytes than these are an error. */
  expected?: { bytes: number; digest: string } | undefined;
  /** Stops the reading: the generator then throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * Reads the rows of a CSV file of GPS tracks, in order, some thousands at a time, in flat memory. A row that can't be
 * used comes as a {@link BadRow} with its line and the reason; the caller decides what to do about it.
 *
 * The file: comma-separated UTF-8 (RFC 4180; a byte order mark, LF or CRLF, quoted fields and blank lines are fine),
 * a header naming id, latitude, longitude (degrees), track_id and time in any order, further columns as one likes.
 *
 * @throws PlayheadError FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY (no rows), MISSING_COLUMN, BAD_CSV (with the
 * line), BAD_OPTION (no such time zone), FILE_CHANGED (after the last row: it is not the file that was expected).
 * @example
 * for await (const rows of readTrackRows("data/journeys.csv")) {
 *   for (const row of rows) if (row.reason === undefined) console.log(row.eventTime, row.point.track_id);
 * }
 */
export async function* readTrackRows(
  file: string,
  options: ReadTrackRowsOptions = {},
): AsyncGenerator<CsvRow[]> {
  const { timeZone, expected, signal } = options;
  const parse = trackRowParser(file, timeZone);
  const hash = expected === undefined ? undefined : createHash("sha256");
  let bytes = 0;
  for await (const block of readBlocks(file, { limit: expected?.bytes, signal })) {
    hash?.update(block.bytes);
    bytes += block.bytes.length;
    const rows = parse.rows(block);
    if (rows.length > 0) yield rows;
  }
  if (hash !== undefined && (bytes !== expected?.bytes || hash.digest("hex") !== expected.digest)) {
    throw fileChanged(file);
  }
  parse.end();
}

/** The error for a file that is not any more the one that was checked. */
export function fileChanged(file: string): PlayheadError {
  return new PlayheadError("FILE_CHANGED", `${file} changed while it was being read`, {
    remedy: "wait until nothing writes to it any more, then try again",
  });
}

/** Turns the blocks of one file, given in order, into rows. */
export interface TrackRowParser {
  rows(block: Block): CsvRow[];
  /** @throws PlayheadError FILE_EMPTY if there was no row. */
  end(): void;
}

/** @throws PlayheadError BAD_OPTION for a name that is no time zone. */
export function trackRowParser(file: string, timeZone: string | undefined): TrackRowParser {
  const parseTime = timeParser(timeZone);
  let toRow: ReturnType<typeof rowReader> | undefined;
  let row = 0;
  return {
    rows(block) {
      const rows: CsvRow[] = [];
      forEachRecord(file, block, (fields, line) => {
        if (toRow === undefined) toRow = rowReader(readHeader(file, fields, line), parseTime);
        else rows.push(toRow(fields, ++row, line));
      });
      return rows;
    },
    end() {
      if (row > 0) return;
      const what = toRow === undefined ? "it holds nothing but blank lines" : "it has a header and no rows";
      throw new PlayheadError("FILE_EMPTY", `${file} has no track points: ${what}`, {
        remedy: "give a CSV file with a header and at least one row",
      });
    },
  };
}
