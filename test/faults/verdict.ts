import { createHash } from "node:crypto";
import type { Expected, Fold } from "./fold";

/** One output as it was found. */
export interface Output {
  /** `partition:offset` of the record it stems from. */
  source: string;
  warmUp: boolean;
  key: string;
  distance: number;
  points: number;
}

/** The part of each source partition that a run speaks of: from its first offset up to, not including, its last. */
export type Extent = ReadonlyMap<number, { from: number; until: number }>;

export interface Verdict {
  /** Results that were compared. */
  compared: number;
  lost: number;
  duplicated: number;
  /** Other than the fold has it, out of order, or of a record that the run does not speak of. */
  wrong: number;
  /** The first few of them, in words. */
  examples: string[];
}

const EXAMPLES = 5;

export function noVerdict(): Verdict {
  return { compared: 0, lost: 0, duplicated: 0, wrong: 0, examples: [] };
}

export function isClean({ lost, duplicated, wrong }: Verdict): boolean {
  return lost + duplicated + wrong === 0;
}

/** Adds up what was found in several places. */
export function together(verdicts: readonly Verdict[]): Verdict {
  const sum = (of: (verdict: Verdict) => number): number => verdicts.reduce((n, each) => n + of(each), 0);
  return {
    compared: sum(({ compared }) => compared),
    lost: sum(({ lost }) => lost),
    duplicated: sum(({ duplicated }) => duplicated),
    wrong: sum(({ wrong }) => wrong),
    examples: verdicts.flatMap(({ examples }) => examples).slice(0, EXAMPLES),
  };
}

export function note(
  verdict: Verdict,
  kind: "lost" | "duplicated" | "wrong",
  what: string,
  example: string,
): void {
  verdict[kind]++;
  if (verdict.examples.length < EXAMPLES) verdict.examples.push(`${what}: ${kind}: ${example}`);
}

/**
 * Compares a run's outputs with the fold: one for each record of its extent, in order, and one for each key that lies
 * before it, the last one, marked as warmed up.
 *
 * @param outputs in the order of the log, each key's in one partition
 */
export function judgeRun(what: string, truth: Fold, extent: Extent, outputs: readonly Output[]): Verdict {
  const verdict = noVerdict();
  const due = dueOutputs(truth, extent);
  const seen = new Set<string>();
  const reached = new Map<string, number>();
  for (const output of outputs) {
    verdict.compared++;
    const { source, key } = output;
    const expected = due.get(source);
    if (seen.has(source)) note(verdict, "duplicated", what, source);
    else if (expected === undefined || !isAs(expected, output)) {
      note(verdict, "wrong", what, `${JSON.stringify(output)}, expected ${JSON.stringify(expected)}`);
    } else if (expected.offset < (reached.get(key) ?? 0)) {
      note(verdict, "wrong", what, `${source} after ${String(reached.get(key))}`);
    }
    seen.add(source);
    reached.set(key, Math.max(expected?.offset ?? 0, reached.get(key) ?? 0));
  }
  for (const source of due.keys()) if (!seen.has(source)) note(verdict, "lost", what, source);
  return verdict;
}

type Due = Expected & { warmUp: boolean };

function dueOutputs({ byKey }: Fold, extent: Extent): Map<string, Due> {
  const due = new Map<string, Due>();
  for (const all of byKey.values()) {
    const range = extent.get(all[0]?.partition ?? -1);
    if (range === undefined) continue;
    const first = all.findIndex(({ offset }) => offset >= range.from);
    const warmedUp = all.at(first < 0 ? -1 : first - 1);
    if (first !== 0 && warmedUp !== undefined) due.set(sourceOf(warmedUp), { ...warmedUp, warmUp: true });
    for (const expected of first < 0 ? [] : all.slice(first)) {
      if (expected.offset < range.until) due.set(sourceOf(expected), { ...expected, warmUp: false });
    }
  }
  return due;
}

function sourceOf({ partition, offset }: Expected): string {
  return `${partition}:${offset}`;
}

function isAs(expected: Due, { key, distance, points, warmUp }: Output): boolean {
  return (
    key === expected.key &&
    distance === expected.distance &&
    points === expected.points &&
    warmUp === expected.warmUp
  );
}

/** A row of the table that readers see. */
export interface TableRow {
  key: string;
  distance: number;
  points: number;
}

/**
 * Compares the table that readers see, a row a key, with the last result of each key: by digest, and where that
 * differs row by row.
 */
export function judgeTable(what: string, { byKey }: Fold, rows: readonly TableRow[]): Verdict {
  const due = new Map([...byKey].map(([key, all]) => [key, all.at(-1)]));
  const verdict = noVerdict();
  verdict.compared = rows.length;
  if (digestOf(rows) === digestOf([...due.values()].filter((one) => one !== undefined))) return verdict;
  const seen = new Set<string>();
  for (const { key, distance, points } of rows) {
    const expected = due.get(key);
    if (seen.has(key)) note(verdict, "duplicated", what, key);
    else if (distance !== expected?.distance || points !== expected.points) {
      note(
        verdict,
        "wrong",
        what,
        `${key} has ${points} points, ${distance} m, expected ${JSON.stringify(expected)}`,
      );
    }
    seen.add(key);
  }
  for (const key of byKey.keys()) if (!seen.has(key)) note(verdict, "lost", what, key);
  if (isClean(verdict)) note(verdict, "wrong", what, "the digests differ");
  return verdict;
}

/** SHA-256 of the rows, whatever their order. */
export function digestOf(rows: readonly TableRow[]): string {
  const lines = rows.map(({ key, distance, points }) => JSON.stringify([key, distance, points])).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
