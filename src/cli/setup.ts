import { spawn } from "node:child_process";
import path from "node:path";
import type { Command } from "commander";
import { PROJECT_ROOT } from "../config";

/** `playhead setup`: the set-up has its own words and exit code. */
export function declareSetup(playhead: Command): void {
  playhead
    .command("setup")
    .description(
      "install Kafka and Java into this package's own folder; not needed where KAFKA_BROKERS is set",
    )
    .action(setup);
}

async function setup(): Promise<void> {
  const child = spawn(process.execPath, [path.join(PROJECT_ROOT, "setup", "setup.mjs")], {
    stdio: "inherit",
  });
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
