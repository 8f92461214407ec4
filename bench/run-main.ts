import { UsageError } from "./arguments";
import { Interrupted } from "./interrupt";

const CODES = { failed: 1, wrongUsage: 2, interrupted: 130 };

/**
 * Runs a command and sets the exit code: 0 where all went right, 1 where it says no or fails, 2 at wrong usage, 130
 * where it was interrupted.
 */
export function runMain(main: () => Promise<boolean>): void {
  main().then(
    (allRight) => {
      process.exitCode = allRight ? 0 : CODES.failed;
    },
    (error: unknown) => {
      const [code, text] = explain(error);
      process.stderr.write(`${text}\n`);
      process.exitCode = code;
    },
  );
}

function explain(error: unknown): [code: number, text: string] {
  if (error instanceof UsageError) return [CODES.wrongUsage, error.message];
  if (error instanceof Interrupted) return [CODES.interrupted, error.message];
  return [CODES.failed, error instanceof Error ? (error.stack ?? error.message) : String(error)];
}
