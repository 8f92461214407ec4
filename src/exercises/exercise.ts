import type { Workbook } from "../workbook";

/** What is to be said of an answer: `true` where it is right, else in words why not yet, without giving the answer away. */
export type Verdict = true | string;

/** An exercise of a notebook. */
export interface Exercise {
  /** Said from the second try on: where to look, without the answer itself. */
  hint: string;
  /**
   * Judges an answer, which may be of any type: it comes from a reader. What is right is worked out from the home's own
   * records, since a reader may have brought a file of their own.
   */
  judge: (answer: unknown, workbook: Workbook) => Verdict | Promise<Verdict>;
}

/**
 * Says of a number whether it is the right one, and if not, which way it is off.
 *
 * @param relative how far it may be off, as a share of what is right
 * @example
 * nearly(answer, metres / 1000, 0.001); // "That is too large."
 */
export function nearly(answer: unknown, right: number, relative = 0): Verdict {
  if (typeof answer !== "number" && typeof answer !== "bigint") {
    return `A number is asked for, and this is ${describeType(answer)}.`;
  }
  const apart = Number(answer) - right;
  if (Math.abs(apart) <= relative * Math.abs(right)) return true;
  return Number.isNaN(apart)
    ? "That is not a number (NaN)."
    : `That is too ${apart > 0 ? "large" : "small"}.`;
}

function describeType(answer: unknown): string {
  if (answer === null) return "null";
  if (Array.isArray(answer)) return "a list";
  if (answer instanceof Promise) return "a promise: put `await` before what makes it";
  return `${/^[aeiou]/.test(typeof answer) ? "an" : "a"} ${typeof answer}`;
}
