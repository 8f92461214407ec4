import type { RunProgress } from "../processor/runs";
import type { RowCounts } from "../compare/row-diff";
import { formatCount } from "../view/quantities";

/** Something that should hold of a run before readers are given it. */
export interface ReprocessCheck {
  passed: boolean;
  /** What was looked at, with the numbers. */
  text: string;
}

export interface CheckedRuns {
  /** How far the new run and the one it is to replace have come, by partition. */
  progress: readonly RunProgress[];
  liveProgress: readonly RunProgress[];
  rows: RowCounts;
  /** The units of the new run's results. */
  units: readonly string[];
}

/** What is checked of a run that was computed beside another one. */
export function checkRun({ progress, liveProgress, rows, units }: CheckedRuns): ReprocessCheck[] {
  const behind = sum(progress.map(({ nextOffset, target }) => Math.max(target - nextOffset, 0)));
  const dead = sum(progress.map(({ deadLetters = 0 }) => deadLetters));
  const liveDead = sum(liveProgress.map(({ deadLetters = 0 }) => deadLetters));
  return [
    {
      passed: behind === 0,
      text:
        behind === 0
          ? "it has caught up with the log"
          : `${formatCount(behind)} offsets are still to be processed`,
    },
    {
      passed: rows.removed === 0,
      text:
        rows.removed === 0
          ? "every key that readers see has a result"
          : `${formatCount(rows.removed)} keys that readers see have no result`,
    },
    {
      passed: dead <= liveDead,
      text: `records put aside: ${formatCount(dead)}, before ${formatCount(liveDead)}`,
    },
    {
      passed: units.length <= 1,
      text:
        units.length <= 1 ? `one unit: ${units[0] ?? "none named"}` : `units are mixed: ${units.join(", ")}`,
    },
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
