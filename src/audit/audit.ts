import { PlayheadError } from "../errors";
import type { AuditedRow, LogLengths } from "./audited";
import { claimedUnit } from "./claimed-unit";
import { writtenNumbers } from "./digits";
import type { History, TrackLengths } from "./lengths";
import { absentNote, notesOn } from "./notes";
import { AuditReport } from "./report";
import { summaryOf } from "./summary";
import { judge, type Evidence, type Judgement, type Meaning, type ResultRow } from "./verdict";
import { meaningText } from "./words";

/** With more than this a mile and a kilometre would begin to be the same. */
const LARGEST_TOLERANCE = 0.1;

interface Judged {
  /** As it was given, and with its distance as it was written. */
  given: ResultRow;
  row: ResultRow;
  lengths: TrackLengths | undefined;
  judgement: Judgement;
}

const UNKNOWN_TRACK: Judgement = { verdict: "unknown-track", fitting: [], nearest: undefined, evidence: [] };
/** Where two histories give the same, the one that more rows of the table have is taken, else the simpler one. */
const SIMPLE_FIRST: readonly History[] = ["once", "twice", "once-unflushed", "twice-unflushed"];

const DEFAULT_TOLERANCE = 1e-6;

/**
 * Finds out, row by row, what the numbers of a table of distances are: in which unit, of a track that was read once
 * or twice, whole or without its last partial packet, and by which algorithm. Each is compared with what the log gives.
 *
 * @param tolerance relative; the digits that a number is written with are taken into account besides
 * @throws PlayheadError BAD_OPTION on a tolerance that is none
 * @example
 * auditTable([{ track_id: "101", distance: "3.81" }], log).summary;
 */
export function auditTable(
  rows: readonly ResultRow[],
  log: LogLengths,
  tolerance = DEFAULT_TOLERANCE,
): AuditReport {
  requireTolerance(tolerance);
  const written = writtenNumbers(rows.map(({ distance }) => distance));
  const judged = rows.map((given, index): Judged => {
    const row = { ...given, distance: written[index] ?? "" };
    const lengths = log.tracks.get(row.track_id);
    const judgement = lengths === undefined ? UNKNOWN_TRACK : judge(row, lengths, tolerance);
    return { given, row, lengths, judgement };
  });
  const coverage = countMeanings(judged);
  const inTable = new Map<string, number>();
  for (const { track_id } of rows) inTable.set(track_id, (inTable.get(track_id) ?? 0) + 1);
  const audited = judged.map((each) => {
    const rowsOfTrack = inTable.get(each.row.track_id) ?? 1;
    return auditedRow(each, coverage, { tolerance, rowsOfTrack });
  });
  const absent = [...log.tracks].filter(([track]) => !inTable.has(track));
  const all = [...audited, ...absent.map(([track, lengths]) => absentRow(track, lengths))];
  const common = commonMeaning(judged);
  const oneRowEach = [...inTable.values()].every((count) => count === 1);
  const whole = oneRowEach && common?.history === "once" && all.every(isSound);
  return new AuditReport(all, { whole, common, summary: summaryOf(all, { whole, common, log }) });
}

function requireTolerance(tolerance: number): void {
  if (tolerance >= 0 && tolerance <= LARGEST_TOLERANCE) return;
  throw new PlayheadError(
    "BAD_OPTION",
    `${tolerance} is no tolerance: it is relative, from 0 to ${LARGEST_TOLERANCE}`,
    {
      remedy: "leave it out, or give one like 0.000001",
    },
  );
}

function isSound({ verdict, contradicted }: AuditedRow): boolean {
  return !contradicted && (verdict === "found" || verdict === "several" || verdict === "undecidable");
}

function keyOf({ unit, history }: Meaning): string {
  return `${unit} ${history}`;
}

/** How many rows each unit and history would explain. */
function countMeanings(judged: readonly Judged[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { judgement } of judged) {
    if (judgement.verdict === "undecidable") continue;
    for (const key of new Set(judgement.fitting.map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The one meaning that explains every row that can be decided; the simplest where several do. */
function commonMeaning(judged: readonly Judged[]): Meaning | undefined {
  const decided = judged.filter(({ judgement }) => judgement.verdict !== "undecidable");
  const [first, ...others] = decided;
  const candidates = (first?.judgement.fitting ?? []).filter(({ unit, history, algorithm }) =>
    others.every(({ judgement }) =>
      judgement.fitting.some(
        (each) => each.unit === unit && each.history === history && each.algorithm === algorithm,
      ),
    ),
  );
  const [simplest] = candidates.sort(
    (a, b) => SIMPLE_FIRST.indexOf(a.history) - SIMPLE_FIRST.indexOf(b.history),
  );
  if (simplest === undefined) return undefined;
  const { unit, history, algorithm } = simplest;
  return { unit, history, algorithm };
}

function auditedRow(
  { given, row, lengths, judgement }: Judged,
  coverage: ReadonlyMap<string, number>,
  { tolerance, rowsOfTrack }: { tolerance: number; rowsOfTrack: number },
): AuditedRow {
  const { verdict, evidence } = judgement;
  const fitting = verdict === "undecidable" ? [] : preferred(judgement, coverage);
  const [found] = fitting;
  const best = found ?? judgement.nearest;
  const unit = row.unit ?? null;
  const claimed = unit === null ? undefined : claimedUnit(unit);
  const contradicted =
    claimed !== undefined && fitting.length > 0 && fitting.every((fit) => fit.unit !== claimed);
  return {
    ...{ track_id: row.track_id, distance: given.distance, unit, verdict },
    found:
      found === undefined ? null : { unit: found.unit, history: found.history, algorithm: found.algorithm },
    meaning: found === undefined ? null : meaningText(fitting),
    expected: best?.expected ?? null,
    difference: best?.difference ?? null,
    ratio: best?.ratio ?? null,
    note: notesOn({ row, lengths, judgement, fitting, contradicted, tolerance, rowsOfTrack }),
    contradicted,
    evidence,
  };
}

/**
 * The fitting meanings, best first. Of two histories that are the same for this track, as all of its packets are full,
 * only the one that explains more of the table is kept.
 */
function preferred(
  { verdict, fitting }: Judgement,
  coverage: ReadonlyMap<string, number>,
): readonly Evidence[] {
  const sorted = [...fitting].sort(
    (a, b) =>
      (coverage.get(keyOf(b)) ?? 0) - (coverage.get(keyOf(a)) ?? 0) ||
      SIMPLE_FIRST.indexOf(a.history) - SIMPLE_FIRST.indexOf(b.history) ||
      Math.abs(a.difference) - Math.abs(b.difference),
  );
  if (verdict !== "found") return sorted;
  return sorted.filter(({ history }) => history === sorted[0]?.history);
}

function absentRow(track: string, lengths: TrackLengths): AuditedRow {
  return {
    ...{ track_id: track, distance: null, unit: null, verdict: "absent", found: null, meaning: null },
    ...{ expected: null, difference: null, ratio: null, contradicted: false, evidence: [] },
    note: absentNote(lengths),
  };
}
