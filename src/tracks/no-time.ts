import { PlayheadError } from "../errors";

/** The timestamp of a record that has none. It is Kafka's own mark: `RecordBatch.NO_TIMESTAMP`. */
export const NO_TIME = -1;

/** A record's event time in ms since 1970 UTC, if there is such a record and it has one. */
export function timeOf(record: { timestamp: number } | undefined): number | undefined {
  return record === undefined || record.timestamp === NO_TIME ? undefined : record.timestamp;
}

/**
 * An event time as ISO 8601 in UTC, null where there is none.
 *
 * @example
 * isoTime(1678090320000); // "2023-03-06T08:12:00.000Z"
 * isoTime(-1); // null
 */
export function isoTime(timestamp: number): string | null {
  return timestamp === NO_TIME ? null : new Date(timestamp).toISOString();
}

/**
 * Sees to it that a record has an event time, for what can't do without.
 *
 * @param what asks for it: `a speed`
 * @throws PlayheadError NO_EVENT_TIME
 */
export function requireTime(timestamp: number, what: string): void {
  if (timestamp !== NO_TIME) return;
  throw new PlayheadError("NO_EVENT_TIME", `it has no event time, and ${what} needs one`, {
    remedy:
      "take what goes by offsets instead of times, or put such records aside " +
      '(`badRecords: "dead-letter"`, --bad-records dead-letter)',
  });
}
