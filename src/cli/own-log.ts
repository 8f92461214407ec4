import { CommanderError } from "commander";
import { readConfig } from "../config";
import { PlayheadError, type ErrorCode } from "../errors";
import { openLog } from "../home/log";
import { secretsOf } from "../home/secrets";
import { failureFacts, type Log } from "../log";

/** The log of the home that the environment names. */
export function ownLog(): Log {
  return openLog(readConfig().home, process.env, secretsOf(process.env));
}

/** What was told to the user and keeps the home from being known, or from being written to. */
const NOT_FOR_THE_LOG: readonly ErrorCode[] = ["BAD_OPTION", "HOME_FORMAT"];

/** Writes down which command has failed. */
export function noteFailure(command: string, error: unknown): void {
  if (error instanceof CommanderError) return;
  if (error instanceof PlayheadError && NOT_FOR_THE_LOG.includes(error.code)) return;
  ownLog().note("error", "command failed", { command, ...failureFacts(error) });
}
