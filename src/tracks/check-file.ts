import { basename } from "node:path";
import { PlayheadError } from "../errors";
import { ProgressMeter, type OnProgress } from "../progress";
import { trackRowParser } from "./csv";
import { readBlocks } from "./csv-blocks";
import { badCsv } from "./csv-errors";
import { PrefixFinder, type FilePrefix } from "./file-prefixes";
import { readGpx, type GpxFacts } from "./gpx";
import { readGpxFile } from "./gpx-file";
import { isGpx } from "./track-file";
import type { BadRow, TrackRow } from "./csv-rows";
import { Timeline } from "./timeline";

export interface CheckTrackFileOptions {
  /** IANA name of the time zone whose wall clock the times are on, where they don't say. Default: "UTC". */
  timeZone?: string | undefined;
  /** Files seen before: the check says which of them this file begins with. */
  knownPrefixes?: readonly FilePrefix[] | undefined;
  /** Told how many bytes have been checked. */
  onProgress?: OnProgress | undefined;
  /** Stops the check: it then throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What a file of tracks holds, seen by reading it once from end to end. */
export interface TrackFileCheck {
  file: string;
  bytes: number;
  /** SHA-256 of the bytes, in hexadecimal. */
  digest: string;
  /** Data rows of a CSV file, points of the tracks of a GPX file; good and bad. */
  rows: number;
  badRowCount: number;
  /** The first {@link BAD_ROWS_KEPT} bad rows. */
  badRows: BadRow[];
  /** Of the good rows, as are the times. */
  trackIds: Set<string>;
  /** Epoch milliseconds of the earliest and latest good row; undefined if there is none with a time. */
  firstEventTime: number | undefined;
  lastEventTime: number | undefined;
  /** How much event time a replay of the good rows takes, ms: see {@link Timeline}. */
  replayMs: number;
  /** Those of the known prefixes that this file begins with, each with the rows it holds; the longest first. */
  prefixes: (FilePrefix & { rows: number })[];
  /** Of a GPX file only: what it has besides. */
  gpx?: GpxFacts;
}

/** How many bad rows a check keeps; it counts them all. */
export const BAD_ROWS_KEPT = 100;

/** More tracks than this in a file are taken for a mistake, so that a set of their ids fits into memory. */
const MAX_TRACKS = 1_000_000;

/**
 * Reads a file of tracks once and says what it holds, without keeping it: all that is to be known before the first
 * record is sent. {@link readTrackFile} with `expected: check` then reads the very same rows.
 *
 * @throws PlayheadError as {@link readTrackFile} does. Bad rows are no error here: see {@link badRowsError}.
 * @example
 * const check = await checkTrackFile("data/journeys.csv", { knownPrefixes: ledger });
 * if (check.badRowCount > 0) throw badRowsError(check);
 */
export async function checkTrackFile(
  file: string,
  options: CheckTrackFileOptions = {},
): Promise<TrackFileCheck> {
  return isGpx(file) ? checkGpx(file, options) : checkCsv(file, options);
}

async function checkCsv(file: string, options: CheckTrackFileOptions): Promise<TrackFileCheck> {
  const { timeZone, knownPrefixes = [], onProgress, signal } = options;
  const parser = trackRowParser(file, timeZone);
  const check = nothingYet(file);
  const prefixes = new PrefixFinder(knownPrefixes);
  const timeline = new Timeline();
  let meter: ProgressMeter | undefined;
  for await (const block of readBlocks(file, { signal })) {
    meter ??= new ProgressMeter(
      { label: `check ${basename(file)}`, unit: "bytes", total: block.fileBytes },
      onProgress,
    );
    for (const { piece, prefix } of prefixes.split(block)) {
      for (const row of parser.rows(piece)) count(check, row, timeline);
      if (prefix === undefined || check.rows === 0) continue;
      check.prefixes.unshift({ bytes: prefix.bytes, digest: prefix.digest, rows: check.rows });
    }
    check.bytes += block.bytes.length;
    meter.advance(block.bytes.length);
  }
  parser.end();
  meter?.finish();
  check.digest = prefixes.digest();
  return check;
}

/** A GPX file ends in its closing tags: a shorter version is no prefix of it. */
async function checkGpx(
  file: string,
  { timeZone, onProgress, signal }: CheckTrackFileOptions,
): Promise<TrackFileCheck> {
  signal?.throwIfAborted();
  const { text, bytes, digest } = await readGpxFile(file);
  const meter = new ProgressMeter(
    { label: `check ${basename(file)}`, unit: "bytes", total: bytes },
    onProgress,
  );
  const { rows, ...gpx } = readGpx(file, text, { name: basename(file), timeZone });
  const check: TrackFileCheck = { ...nothingYet(file), bytes, digest, gpx };
  const timeline = new Timeline();
  for (const row of rows) count(check, row, timeline);
  requirePoints(file, rows.length, gpx);
  meter.advance(bytes);
  meter.finish();
  return check;
}

function requirePoints(file: string, points: number, { waypoints, routes }: GpxFacts): void {
  if (points > 0) return;
  const [w, r] = [waypoints, routes].map(String);
  throw new PlayheadError(
    "FILE_EMPTY",
    `${file} has no track points; it has ${w} waypoints and ${r} routes, which are not read`,
    { remedy: "give a GPX file with a recorded track (<trk>), not a planned one" },
  );
}

function nothingYet(file: string): TrackFileCheck {
  return {
    file,
    bytes: 0,
    digest: "",
    rows: 0,
    badRowCount: 0,
    badRows: [],
    trackIds: new Set(),
    firstEventTime: undefined,
    lastEventTime: undefined,
    replayMs: 0,
    prefixes: [],
  };
}

function count(check: TrackFileCheck, row: TrackRow, timeline: Timeline): void {
  check.rows++;
  if (row.reason !== undefined) {
    check.badRowCount++;
    if (check.badRows.length < BAD_ROWS_KEPT) check.badRows.push(row);
    return;
  }
  const { eventTime, point } = row;
  const begins = !check.trackIds.has(point.track_id);
  if (begins) addTrack(check, point.track_id, row.line);
  check.replayMs = timeline.place(eventTime, begins);
  if (eventTime === null) return;
  if (check.firstEventTime === undefined || eventTime < check.firstEventTime)
    check.firstEventTime = eventTime;
  if (check.lastEventTime === undefined || eventTime > check.lastEventTime) check.lastEventTime = eventTime;
}

function addTrack(check: TrackFileCheck, id: string, line: number): void {
  if (check.trackIds.size >= MAX_TRACKS) {
    throw badCsv(
      check.file,
      line,
      `the file has more than ${MAX_TRACKS} tracks`,
      "check that track_id is the id of a journey, not of a point",
    );
  }
  // A copy: a string that was cut out of a block would keep the whole block's text in memory.
  check.trackIds.add(Buffer.from(id).toString());
}
