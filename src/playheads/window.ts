import type { Parameters } from "../processor/processor";

/** A stretch of event time, ms since 1970 UTC; `to` is the first moment that is outside. */
export interface TimeWindow {
  from: number;
  to: number;
}

/**
 * The window that a run reads, as its definition's parameters `from` and `to` name it: ISO 8601 texts or milliseconds
 * since 1970. Undefined where it has none, or where they are something else that goes by these names.
 *
 * @example
 * windowOf({ from: "2014-10-01T00:00:00Z", to: "2014-10-03T00:00:00Z" }); // { from: 1412121600000, to: 1412294400000 }
 */
export function windowOf({ from, to }: Parameters): TimeWindow | undefined {
  const window = { from: moment(from), to: moment(to) };
  return window.from <= window.to ? window : undefined;
}

/** ISO 8601 with its zone, which distinguishes a moment from any other text that Date would take. */
const ISO = /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:?\d{2})$/;

function moment(value: Parameters[string] | undefined): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && ISO.test(value) ? Date.parse(value) : NaN;
}
