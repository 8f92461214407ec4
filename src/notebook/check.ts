import { inspect, isDeepStrictEqual } from "node:util";
import { PlayheadError } from "../errors";
import { answerExercise } from "../exercises/answer";
import { isExercise, type ExerciseId } from "../exercises/exercises";
import { escapeHtml } from "../view/mime";
import { oneLine } from "../printable";
import { display } from "./display";

/** How far two numbers may be apart: one of the two is enough. */
export interface Tolerance {
  /** In the numbers' own unit. Default 0. */
  absolute?: number;
  /** As a share of the expected number, e.g. 0.0001 for 0.01 %. Default 0. */
  relative?: number;
}

/**
 * Judges the answer to an exercise of the course: says that it is right, or why not yet, from the second try on with a
 * hint. The notebook goes on in any case.
 *
 * @example
 * await check("01.1", answer);
 */
export function check(exercise: ExerciseId, answer: unknown): Promise<void>;
/**
 * States something about the results in a cell and proves it there: shows a line with ✓ if it is true, and stops the
 * notebook if not.
 *
 * @param label what is stated, in words
 * @param expected what `actual` has to be: equal in every part, for numbers within the tolerance
 * @throws PlayheadError CHECK_FAILED if it is not true, with both values and their difference
 * @example
 * check("ten tracks arrived", rows.length, 10);
 * check("a mile is 1.609344 km", kilometres / miles, 1.609344, { relative: 1e-9 });
 * check("nobody saw a mixture", units.size === 1);
 */
export function check(label: string, condition: boolean): void;
export function check(label: string, actual: number, expected: number, tolerance?: Tolerance): void;
export function check<Value>(label: string, actual: Value, expected: Value): void;
export function check(
  label: string,
  actual: unknown,
  ...rest: [expected?: unknown, tolerance?: Tolerance]
): void | Promise<void> {
  if (isExercise(label)) return answerExercise(label, actual);
  const [expected, tolerance] = rest.length === 0 ? [true] : rest;
  const difference = differenceOf(actual, expected, tolerance ?? {});
  if (difference !== undefined) {
    const details = rest.length === 0 ? "" : `: ${difference}`;
    throw new PlayheadError("CHECK_FAILED", `Not true: ${oneLine(label)}${details}`, {
      remedy: "Run the cells above from the first on, then this one. If it stays, the numbers really differ.",
    });
  }
  const line = `✓ ${oneLine(label)}`;
  const mark = `<span style="color:#009E73;font-weight:700">✓</span>`;
  display({ "text/plain": line, "text/html": `<div>${mark}${escapeHtml(line.slice(1))}</div>` });
}

/** In words how the two differ, or undefined if they don't. */
function differenceOf(actual: unknown, expected: unknown, tolerance: Tolerance): string | undefined {
  const given = `expected ${inspect(expected)}, got ${inspect(actual)}`;
  if (typeof actual !== "number" || typeof expected !== "number") {
    return isDeepStrictEqual(actual, expected) ? undefined : given;
  }
  const { absolute = 0, relative = 0 } = tolerance;
  if (Object.is(actual, expected) || actual === expected) return undefined;
  const apart = actual - expected;
  if (Math.abs(apart) <= Math.max(absolute, relative * Math.abs(expected))) return undefined;
  const share = expected === 0 ? "" : ` (${((apart / expected) * 100).toPrecision(3)} %)`;
  return `${given}, a difference of ${apart.toPrecision(4)}${share}`;
}
