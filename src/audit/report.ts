import { Table } from "../view/table";
import type { AuditedRow } from "./audited";
import type { Meaning } from "./verdict";

/** Digits after the decimal point: of a kilometre, to a millimetre. */
const DIGITS = 6;

interface Findings {
  whole: boolean;
  common: Meaning | undefined;
  summary: string;
}

/** As it was written; one with more digits than the expected number beside it is rounded like that. */
function rounded(distance: number | string | null): string | null {
  if (distance === null) return null;
  const decimals = /^-?\d+\.(\d+)$/.exec(String(distance))?.[1] ?? "";
  return decimals.length > DIGITS ? Number(distance).toFixed(DIGITS) : String(distance);
}

/**
 * What was found out about a table of results: its rows with a verdict each, then the tracks it has not. Shown are those
 * columns that a page has room for; the rows have more.
 */
export class AuditReport extends Table<AuditedRow> {
  /** Whether every track of the log is there, once, and all numbers are in one unit, of one history and algorithm. */
  readonly whole: boolean;
  /** The one meaning of all rows, where there is one: of a table that is not whole, too. */
  readonly common: Meaning | undefined;
  /** All of it in one line. */
  readonly summary: string;

  constructor(rows: readonly AuditedRow[], { whole, common, summary }: Findings) {
    super(
      rows,
      [
        { title: "track_id", value: ({ track_id }) => track_id },
        { title: "distance", value: ({ distance }) => rounded(distance), align: "right" },
        // Most tables have no unit, which is why they are audited.
        ...(rows.some(({ unit }) => unit !== null)
          ? [{ title: "unit", value: ({ unit }: AuditedRow) => unit }]
          : []),
        { title: "verdict", value: ({ verdict }) => verdict },
        { title: "meaning", value: ({ meaning }) => meaning, wrap: true },
        { title: "note", value: ({ note }) => (note === "" ? null : note), wrap: true },
        { title: "expected", value: ({ expected }) => expected, digits: DIGITS },
        { title: "ratio", value: ({ ratio }) => ratio, digits: DIGITS },
      ],
      { caption: summary },
    );
    this.whole = whole;
    this.common = common;
    this.summary = summary;
  }

  toJSON(): Record<string, unknown> {
    const { whole, common = null, summary } = this;
    return { whole, common, summary, rows: [...this] };
  }
}
