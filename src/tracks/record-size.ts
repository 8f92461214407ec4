import type { TrackPoint } from "./track-point";

/** The longest id of a track, in characters: it is the key of each of its records, and is kept in the ledger. */
export const MAX_ID_LENGTH = 1000;

/** The largest value, in bytes: with key and headers Kafka takes 1 MiB as one record, unless the topic says otherwise. */
const MAX_VALUE_BYTES = 1_000_000;

/** A character takes 6 bytes at most: as \u001b in JSON, where in UTF-8 it takes 3. */
const BYTES_A_CHARACTER = 6;

/** Characters of JSON around the five needed values, and around each further one. */
const AROUND = 200;
const AROUND_EACH = 6;

/**
 * In words why a point is too large for a record; undefined if it is not. Commas and quotes make the JSON longer than the
 * row that it is made from. It is only written out where it may be too long.
 *
 * @param length characters of all texts and of the further columns' names
 */
export function recordProblem(point: TrackPoint, length: number, columns: number): string | undefined {
  if (AROUND + columns * AROUND_EACH + length * BYTES_A_CHARACTER <= MAX_VALUE_BYTES) return undefined;
  const bytes = Buffer.byteLength(JSON.stringify(point));
  if (bytes <= MAX_VALUE_BYTES) return undefined;
  return `as JSON it has ${bytes} bytes, more than the ${MAX_VALUE_BYTES} that a record may have`;
}
