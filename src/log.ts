import { ERROR_CODES, PlayheadError } from "./errors";

/** From what only whoever looks for a mistake wants to read, to what nobody should miss. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What goes with an event: names, counts, durations. Neither secrets nor anything out of a record belong here. */
export type LogFacts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where it is written down what was done. Writing there never fails. */
export interface Log {
  /** Returns whether it is written there now. */
  note(level: LogLevel, event: string, facts?: LogFacts): boolean;
}

/** Of those who keep none. */
export const NO_LOG: Log = { note: () => false };

/**
 * An error as a log has it: its code and what that stands for, or where in the program it happened. Not its message,
 * which may quote a record.
 */
export function failureFacts(error: unknown): LogFacts {
  if (error instanceof PlayheadError) return { code: error.code, meaning: ERROR_CODES[error.code] };
  if (!(error instanceof Error)) return { code: "UNEXPECTED" };
  const places = error.stack?.split("\n").filter((line) => /^\s+at /.test(line));
  return { code: "UNEXPECTED", error: error.name, at: places?.map((line) => line.trim()).join("; ") };
}
