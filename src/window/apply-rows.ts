/** A key's records in the source log, as seen from a window. */
export interface KeyRecords {
  inside: boolean;
  before: boolean;
  after: boolean;
  /** Whether some of those inside came after the window's run had read the log. */
  unread: boolean;
}

/** A key that is in the window and whose result stays what it was, and why. */
export interface LeftAlone {
  key: string;
  why: string;
}

export interface RowsToApply {
  /** Keys whose result is replaced. */
  replaced: string[];
  leftAlone: LeftAlone[];
}

/**
 * Which keys' results a window's may replace: those whose every record lies in the window, so that the window's result
 * is that of all of the key's records. Keys without a record in the window are none of its business.
 *
 * @param records of every key of the source log
 * @param promoted the keys that readers see
 * @param windowed the keys that the window has a result for
 */
export function rowsToApply(
  records: ReadonlyMap<string, KeyRecords>,
  promoted: ReadonlySet<string>,
  windowed: ReadonlySet<string>,
): RowsToApply {
  const rows: RowsToApply = { replaced: [], leftAlone: [] };
  for (const [key, of] of records) {
    if (!of.inside) continue;
    const why = whyNot(of, promoted.has(key), windowed.has(key));
    if (why === undefined) rows.replaced.push(key);
    else rows.leftAlone.push({ key, why });
  }
  return rows;
}

function whyNot(
  { before, after, unread }: KeyRecords,
  isPromoted: boolean,
  isWindowed: boolean,
): string | undefined {
  if (before && after) return "it has records before and after the window";
  if (before) return "it has records before the window";
  if (after) return "it has records after the window";
  if (unread) return "it has records in the window that came after it was processed";
  if (!isWindowed) return "the window has no result for it";
  return isPromoted ? undefined : "it is not in the run that readers see";
}
