import { PlayheadError } from "../errors";
import type { FetchedRecord } from "../kafka/record-batch/log-record";
import { NO_TIME } from "../tracks/no-time";
import { momentOf } from "../window/time-range";

/**
 * Which records of a topic: by their offsets, the same on every partition, or by their event time (Date, or ISO 8601 with
 * its zone). `from` belongs to it, `to` does not; what is left out is the log's start or its end as of now.
 */
export interface ReplayRange {
  from?: number | Date | string;
  to?: number | Date | string;
  /** Whether records before the range (by time: and after it, in the log's order) step the state. Default true. */
  warmUp?: boolean;
}

/** A range as the reader needs it. */
export interface ReadRange {
  /** Whether a record lies in it. Of a range of time: throws NO_EVENT_TIME for a record without one. */
  includes: (record: Pick<FetchedRecord, "offset" | "timestamp">) => boolean;
  warmUp: boolean;
  /** What has to be read: offsets. Times may lie anywhere in the log. */
  from: number;
  until: number | undefined;
}

/** @throws PlayheadError BAD_OPTION */
export function parseRange({ from, to, warmUp = true }: ReplayRange): ReadRange {
  if (isOffset(from) && isOffset(to)) {
    const [first, end] = [offsetOf("from", from) ?? 0, offsetOf("to", to)];
    requireOrder(first, end ?? Infinity);
    const includes = ({ offset }: { offset: number }) => offset >= first && offset < (end ?? Infinity);
    return { includes, warmUp, from: warmUp ? 0 : first, until: end };
  }
  if (typeof from === "number" || typeof to === "number") {
    throw new PlayheadError(
      "BAD_OPTION",
      "A range can't begin at an offset and end at a time, or the other way round",
      {
        remedy: "give two offsets, or two times",
      },
    );
  }
  const first = from === undefined ? -Infinity : momentOf("from", from);
  const end = to === undefined ? Infinity : momentOf("to", to);
  requireOrder(first, end);
  const includes = ({ offset, timestamp }: Pick<FetchedRecord, "offset" | "timestamp">) => {
    if (timestamp === NO_TIME) throw noEventTime(offset);
    return timestamp >= first && timestamp < end;
  };
  return { includes, warmUp, from: 0, until: undefined };
}

function noEventTime(offset: number): PlayheadError {
  return new PlayheadError(
    "NO_EVENT_TIME",
    `The record at offset ${offset} has no event time, so nobody can tell whether it lies in the range`,
    { remedy: "give the range by offsets" },
  );
}

function isOffset(bound: ReplayRange["from"]): bound is number | undefined {
  return bound === undefined || typeof bound === "number";
}

function offsetOf(option: string, offset: number | undefined): number | undefined {
  if (offset === undefined || (Number.isSafeInteger(offset) && offset >= 0)) return offset;
  throw new PlayheadError("BAD_OPTION", `${option} can't be ${offset}: that is no offset`, {
    remedy: "give a whole number, 0 or more",
  });
}

function requireOrder(from: number, to: number): void {
  if (from < to) return;
  throw new PlayheadError("BAD_OPTION", "The range is empty: it ends where it begins, or before", {
    remedy: "give a `to` that is more than `from`",
  });
}
