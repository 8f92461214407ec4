import { PlayheadError } from "../errors";

/** The error for a file that is no CSV at some line (counted from 1, as editors do). */
export function badCsv(
  file: string,
  line: number,
  reason: string,
  remedy: string,
  cause?: unknown,
): PlayheadError {
  return new PlayheadError("BAD_CSV", `${file} is not well-formed CSV: line ${line}: ${reason}`, {
    remedy,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Text out of a file, fit to stand in a message: quoted, escaped and cut. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
