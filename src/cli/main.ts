import { CommanderError } from "commander";
import { PlayheadError } from "../errors";
import { NO_LOG } from "../log";
import { noteFailure, ownLog, unexpected } from "./own-log";
import { program } from "./program";

/** Exit codes: 0 done, 1 failed or refused, 2 wrong usage. */
const FAILED = 1;
const WRONG_USAGE = 2;

function report(error: unknown, isLogged: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USAGE;
  if (error instanceof PlayheadError) {
    process.stderr.write(`${error.describe()}\n`);
    return error.code === "BAD_OPTION" ? WRONG_USAGE : FAILED;
  }
  process.stderr.write(`${unexpected(error, isLogged)}\n`);
  return FAILED;
}

// A reader that has seen enough, `playhead groups | head -1`, closes the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

/** Runs `playhead …args`; sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  let [running, log] = ["", NO_LOG];
  const playhead = program().hook("preAction", (_, command) => {
    log = ownLog();
    running = command.name();
  });
  try {
    await playhead.parseAsync(args, { from: "user" });
  } catch (error) {
    process.exitCode = report(error, noteFailure(log, running, error));
  }
}
