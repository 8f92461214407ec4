import { basename } from "node:path";
import { fileChanged, readTrackRows, type ReadTrackRowsOptions } from "./csv";
import type { TrackRow } from "./csv-rows";
import { readGpx } from "./gpx";
import { readGpxFile } from "./gpx-file";

export interface ReadTrackFileOptions extends ReadTrackRowsOptions {
  /** What a GPX file's tracks are called by. Default: its base name. */
  name?: string | undefined;
}

/** Rows of a GPX file that are given at a time. */
const ROWS_AT_ONCE = 2000;

/** Whether a file is read as GPX: by its name's ending. All others are CSV. */
export function isGpx(file: string): boolean {
  return /\.gpx$/i.test(file);
}

/**
 * Reads the points of a file of GPS tracks, CSV or GPX, in order, some thousands at a time: {@link readTrackRows} or
 * {@link readGpx}.
 *
 * @throws PlayheadError as these two do; FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_TOO_LARGE (GPX), FILE_CHANGED
 * @example
 * for await (const rows of readTrackFile("data/hike.gpx")) for (const row of rows) if (row.reason === undefined) …
 */
export async function* readTrackFile(
  file: string,
  { name = basename(file), ...options }: ReadTrackFileOptions = {},
): AsyncGenerator<TrackRow[]> {
  if (!isGpx(file)) {
    yield* readTrackRows(file, options);
    return;
  }
  const { timeZone, expected, signal } = options;
  const { text, digest } = await readGpxFile(file);
  // All of it is here before its first row is given, so nothing of a changed file is.
  if (expected !== undefined && digest !== expected.digest) throw fileChanged(file);
  const { rows } = readGpx(file, text, { name, timeZone });
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    signal?.throwIfAborted();
    yield rows.slice(from, from + ROWS_AT_ONCE);
  }
}
