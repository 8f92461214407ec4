import { CommanderError } from "commander";
import { readConfig } from "../config";
import { PlayheadError } from "../errors";
import { openLog } from "../home/log";
import { secretsOf } from "../home/secrets";
import { failureFacts, type Log } from "../log";

/** The log of the home that the environment names. */
export function ownLog(): Log {
  return openLog(readConfig().home, process.env, secretsOf(process.env));
}

/** Writes down which command has failed. What is wrong usage was told to the user, and may keep the home from being known. */
export function noteFailure(command: string, error: unknown): void {
  const isUsage =
    error instanceof CommanderError || (error instanceof PlayheadError && error.code === "BAD_OPTION");
  if (!isUsage) ownLog().note("error", "command failed", { command, ...failureFacts(error) });
}
