import type { AuditedRow, LogLengths } from "./audited";
import { HISTORIES } from "./lengths";
import type { Meaning } from "./verdict";
import { plural } from "../view/quantities";
import { meaningText } from "./words";

interface Findings {
  whole: boolean;
  /** The one meaning of all rows, where there is one. */
  common: Meaning | undefined;
  log: LogLengths;
}

/** What was found out about the whole table, in one line. */
export function summaryOf(rows: readonly AuditedRow[], { whole, common, log }: Findings): string {
  const given = rows.filter(({ verdict }) => verdict !== "absent").length;
  return [given === 0 ? "The table has no rows" : verdict(rows, given, whole, common), ...logNotes(log)].join(
    ". ",
  );
}

function verdict(
  rows: readonly AuditedRow[],
  given: number,
  whole: boolean,
  common: Meaning | undefined,
): string {
  if (whole && common !== undefined) {
    return `Whole and of one meaning: ${plural(given, "row")} in ${meaningText([common])}`;
  }
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const label of labelsOf(row)) counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const head = headOf(rows, common);
  const items = [...counts].map(([what, count]) => `${count} ${what}`);
  return `${head}: ${[plural(given, "row"), ...items].join("; ")}`;
}

function headOf(rows: readonly AuditedRow[], common: Meaning | undefined): string {
  if (common !== undefined) {
    return common.history === "once"
      ? "Of one meaning, but not whole"
      : "Of one meaning, but not of a log that was read once";
  }
  const decided = rows.some(({ verdict }) => verdict !== "undecidable" && verdict !== "absent");
  return decided ? "Mixed" : "Nothing can be told";
}

function labelsOf(row: AuditedRow): string[] {
  return [label(row), ...(row.contradicted ? ["with another unit beside it"] : [])];
}

function label({ verdict, found }: AuditedRow): string {
  switch (verdict) {
    case "found":
      return found === null ? "" : `in ${found.unit} ${HISTORIES[found.history]}`;
    case "several":
      return "that may be several things";
    case "undecidable":
      return "that can't be told";
    case "unexplained":
      return "unexplained";
    case "unknown-track":
      return "of no track in the log";
    case "absent":
      return "absent from the table";
  }
}

function logNotes({ tracks, foreign }: LogLengths): string[] {
  const repeated = [...tracks.values()].reduce((sum, lengths) => sum + lengths.repeated, 0);
  return [
    ...(repeated === 0 ? [] : [`${plural(repeated, "record")} came twice in the log and counted once`]),
    ...(foreign === 0
      ? []
      : [`${plural(foreign, "record")} of the log held no track point and were left out`]),
  ];
}
