import { PlayheadError } from "../errors";

/** The error for a file that is no GPX, at some line (counted from 1, as editors do). */
export function badGpx(file: string, line: number, reason: string, cause?: unknown): PlayheadError {
  return new PlayheadError("BAD_GPX", `${file} is not well-formed GPX: line ${line}: ${reason}`, {
    remedy: "export the track as GPX 1.1 once more; a file of another format needs another ending than .gpx",
    ...(cause === undefined ? {} : { cause }),
  });
}
