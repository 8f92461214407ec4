import path from "node:path";
import { CommanderError } from "commander";
import { homeOf } from "../config";
import { PlayheadError, type ErrorCode } from "../errors";
import { openLog } from "../home/log";
import { secretsOf } from "../home/secrets";
import { failureFacts, type Log } from "../log";
import { oneLine } from "../printable";

/**
 * The log of the home that the environment names.
 *
 * @throws PlayheadError BAD_OPTION where PLAYHEAD_LOG_LEVEL is no level
 */
export function ownLog(): Log {
  return openLog(homeOf(process.env), process.env, secretsOf(process.env));
}

/** Wrong usage, which was told to the user; and what forbids to write into the home. */
const NOT_FOR_THE_LOG: readonly ErrorCode[] = ["BAD_OPTION", "HOME_FORMAT"];

/**
 * Writes down which command has failed.
 *
 * @returns whether it is in the log now
 */
export function noteFailure(log: Log, command: string, error: unknown): boolean {
  if (error instanceof CommanderError) return false;
  if (error instanceof PlayheadError && NOT_FOR_THE_LOG.includes(error.code)) return false;
  return log.note("error", "command failed", { command, ...failureFacts(error) });
}

/** What is told of an error that nobody has thought of: in one line, with its trace where no log has it. */
export function unexpected(error: unknown, isLogged: boolean): string {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const file = path.join(homeOf(process.env), "logs", "playhead.log");
  const trace = isLogged
    ? `the log ${file} has its trace`
    : `its trace: ${failureFacts(error)["at"] || "none"}`;
  return oneLine(`Unexpected error, a defect of playhead, please report it: ${what}; ${trace}`);
}
