import { DateTime } from "luxon";
import { PlayheadError } from "../errors";

/** A span of event time: `from` is the first moment in it, `to` the first one after it. */
export interface TimeRange {
  /** A Date, or ISO 8601 with its zone: `2023-03-09T12:00:00Z`. */
  from: Date | string;
  to: Date | string;
}

/**
 * A moment in ms since 1970 UTC.
 *
 * @throws PlayheadError BAD_OPTION for what is no moment, or is a text without a zone: that could only be guessed
 * @example
 * momentOf("from", "2023-03-09T13:00:00+01:00"); // 1678363200000
 */
export function momentOf(option: string, given: Date | string): number {
  const time =
    given instanceof Date ? given.getTime() : ZONED.test(given) ? DateTime.fromISO(given).toMillis() : NaN;
  if (!Number.isNaN(time)) return time;
  throw new PlayheadError("BAD_OPTION", `${option} can't be ${JSON.stringify(given)}: that is no moment`, {
    remedy: "give a Date, or ISO 8601 with its zone: 2023-03-09T12:00:00Z or …+01:00",
  });
}

const ZONED = /T.*(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;
