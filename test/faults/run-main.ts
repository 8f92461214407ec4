import { PlayheadError } from "../../src/errors";

/** Runs a command; where it fails, says why, with exit code 1. */
export function runMain(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(
      `${error instanceof PlayheadError ? error.describe() : String((error as Error).stack)}\n`,
    );
    process.exitCode = 1;
  });
}
