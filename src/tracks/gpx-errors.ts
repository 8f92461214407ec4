import { PlayheadError } from "../errors";

/** A reason may repeat what the file says. */
const LONGEST_REASON = 200;

/** The error for a file that is no GPX, at some line (counted from 1, as editors do). */
export function badGpx(file: string, line: number, reason: string, cause?: unknown): PlayheadError {
  const told = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
  return new PlayheadError("BAD_GPX", `${file} is not well-formed GPX: line ${line}: ${told}`, {
    remedy: "export the track as GPX 1.1 once more; a file of another format needs another ending than .gpx",
    ...(cause === undefined ? {} : { cause }),
  });
}
