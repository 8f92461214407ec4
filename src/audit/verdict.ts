import { DEFAULT_ALGORITHM, type Algorithm } from "../distance/algorithms";
import { fromMetres, UNITS, type Unit } from "../distance/units";
import { digitsOf, roundingOf } from "./digits";
import { ALGORITHM_NAMES, HISTORIES, type History, type TrackLengths } from "./lengths";

/** A row of a table of results, as it was found. */
export interface ResultRow {
  track_id: string;
  /** As it is written there: its digits say how exact it is. */
  distance: number | string;
  /** What the table says it is in. */
  unit?: string | null | undefined;
}

/** What a number in the table may mean. */
export interface Meaning {
  unit: Unit;
  history: History;
  algorithm: Algorithm;
}

/** What the number would be if it meant that, and how far from it the one in the table is. */
export interface Evidence extends Meaning {
  expected: number;
  /** The number in the table minus the expected one. */
  difference: number;
  /** The number in the table divided by the expected one; null where that is 0. */
  ratio: number | null;
  fits: boolean;
}

/**
 * - `found`: it is in one unit and has one history
 * - `several`: it may be in several units or have several histories
 * - `undecidable`: it is 0, which it would be in any unit
 * - `unexplained`: it is nothing that is known here
 * - `unknown-track`: the log has no such track
 * - `absent`: the log has the track, the table does not
 */
export type Verdict = "found" | "several" | "undecidable" | "unexplained" | "unknown-track" | "absent";

export interface Judgement {
  verdict: Verdict;
  /** The meanings that fit, as few as explain all: see {@link judge}. */
  fitting: readonly Evidence[];
  /** Where none fits, the one that comes closest. */
  nearest: Evidence | undefined;
  /** Every meaning that there is, with what would be expected. */
  evidence: readonly Evidence[];
}

const UNIT_NAMES = Object.keys(UNITS) as Unit[];
const HISTORY_NAMES = Object.keys(HISTORIES) as History[];

/**
 * Compares one number with all that it may mean. It fits where the difference is within `tolerance` (relative), or within what
 * rounding to its digits makes of it.
 */
export function judge(row: ResultRow, lengths: TrackLengths, tolerance: number): Judgement {
  const text = String(row.distance);
  const rounding = roundingOf(text);
  const value = rounding === undefined ? NaN : Number(text);
  const evidence = meaningsOf(lengths).map(({ expected, ...meaning }): Evidence => {
    const difference = value - expected;
    const ratio = expected === 0 ? null : value / expected;
    // Halves are rounded up or down, and in binary they are seldom exact.
    const allowed = Math.max(tolerance * expected, (rounding ?? 0) * (1 + 1e-9));
    return { ...meaning, expected, difference, ratio, fits: Math.abs(difference) <= allowed };
  });
  const fitting = evidence.filter(({ fits }) => fits);
  const verdict = verdictOf(fitting, lengths);
  return { verdict, fitting, nearest: fitting.length > 0 ? undefined : nearestOf(evidence), evidence };
}

function meaningsOf(lengths: TrackLengths): (Meaning & { expected: number })[] {
  return HISTORY_NAMES.flatMap((history) => {
    const metres = lengths.by(history);
    if (metres === undefined) return [];
    return UNIT_NAMES.flatMap((unit) =>
      metres.map((length, index) => ({
        ...{ unit, history, algorithm: ALGORITHM_NAMES[index] ?? DEFAULT_ALGORITHM },
        expected: fromMetres(length, unit),
      })),
    );
  });
}

function verdictOf(fitting: readonly Evidence[], lengths: TrackLengths): Verdict {
  if (fitting.length === 0) return "unexplained";
  if (fitting.every(({ expected }) => expected === 0)) return "undecidable";
  const different = new Set(
    fitting.map(({ unit, history }) => `${unit} ${lengths.isWholePackets ? whole(history) : history}`),
  );
  return different.size === 1 ? "found" : "several";
}

/** The history that is the same where all packets are full. */
function whole(history: History): History {
  return history === "once-unflushed" ? "once" : history === "twice-unflushed" ? "twice" : history;
}

function nearestOf(evidence: readonly Evidence[]): Evidence | undefined {
  const distance = ({ ratio }: Evidence): number =>
    ratio === null || !(ratio > 0) ? Infinity : Math.abs(Math.log(ratio));
  return evidence.reduce<Evidence | undefined>(
    (best, each) => (distance(each) < (best === undefined ? Infinity : distance(best)) ? each : best),
    undefined,
  );
}

/** Whether the number is written with so few digits that it is no wonder if more than one thing fits. */
export function isRounded(row: ResultRow, tolerance: number): boolean {
  return digitsOf(String(row.distance)) < -Math.log10(tolerance);
}
