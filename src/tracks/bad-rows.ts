import { PlayheadError } from "../errors";
import type { TrackFileCheck } from "./check-file";

/** How many bad rows a message lists. */
const LISTED = 10;

/**
 * The error for a file that has bad rows, listing the first of them.
 *
 * @example
 * badRowsError(check).message;
 * // "trips.csv has 2 bad rows of 681; nothing was ingested.\n  line 7: latitude 91 is not within -90…90 degrees\n …"
 */
export function badRowsError(
  check: Pick<TrackFileCheck, "file" | "rows" | "badRows" | "badRowCount">,
): PlayheadError {
  const { file, rows, badRowCount } = check;
  const listed = check.badRows.slice(0, LISTED).map(({ line, reason }) => `\n  line ${line}: ${reason}`);
  const more = badRowCount - listed.length;
  const rest = more > 0 ? `\n  and ${more} more` : "";
  const count = badRowCount === 1 ? "1 bad row" : `${badRowCount} bad rows`;
  return new PlayheadError(
    "BAD_ROW",
    `${file} has ${count} of ${rows}; nothing was ingested.${listed.join("")}${rest}`,
    { remedy: "mend these lines, or ingest with --skip-bad-rows (skipBadRows: true) to leave them out" },
  );
}
