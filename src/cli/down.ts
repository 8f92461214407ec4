import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { stopBroker } from "../broker/embedded";
import { readConfig, type Config } from "../config";
import { PlayheadError } from "../errors";
import { planPurge, purge, type PurgePlan } from "../home/purge";
import { formatBytes } from "../view/quantities";
import { table } from "../view/table";
import { jsonCommand } from "./json-command";
import { ownLog } from "./own-log";
import { print, type CommonOptions } from "./session";

interface DownOptions extends CommonOptions {
  purge?: true;
  /** Don't ask. */
  yes?: true;
}

/** `playhead down`; with `--purge` the home is removed, once somebody has said yes to that. */
export function declareDown(playhead: Command): void {
  jsonCommand(playhead, "down", "stop this home's own Kafka broker")
    .option("--purge", "then remove the home: shows what that is, and asks first")
    .option("--yes", "with --purge: don't ask")
    .action(down);
}

async function down(options: DownOptions, command: Command): Promise<void> {
  const config = readConfig();
  if (options.purge) return removeHome(config, options);
  if (options.yes) command.error("error: --yes is an answer to --purge", { exitCode: 2 });
  const stopped = await stopBroker(config.home);
  if (stopped) ownLog().note("info", "broker stopped");
  const text = stopped
    ? "The home's Kafka broker has been stopped; its data stays."
    : "No broker was running.";
  print(options.json ? { stopped } : text, options);
}

async function removeHome(config: Config, { yes, ...options }: DownOptions): Promise<void> {
  const plan = await planPurge(config.home);
  process.stderr.write(`${planText(plan, config)}\n`);
  if (!yes && !(await isConfirmed()))
    return print(options.json ? { removed: [] } : "Nothing was removed.", options);
  const stopped = await stopBroker(plan.home);
  await purge(plan);
  const removed = plan.parts.flatMap(({ paths }) => paths);
  print(options.json ? { stopped, removed, stays: plan.stays } : "Removed.", options);
}

function planText({ home, parts, stays }: PurgePlan, { brokers }: Config): string {
  const sizes = table(parts, [
    { title: "", value: ({ what }) => what },
    { title: "", value: ({ bytes }) => formatBytes(bytes) },
  ]).text.trim();
  return [
    `Of the home ${home} this would be removed for good, its broker being stopped first:\n\n${sizes}\n`,
    ...(stays.length === 0
      ? []
      : [`What is not playhead's stays, and with it the folder: ${stays.join(", ")}`]),
    ...(brokers === undefined ? [] : [`Topics and groups of the cluster at ${brokers.join(",")} stay.`]),
  ].join("\n");
}

/** @throws PlayheadError BAD_OPTION where there is nobody to ask */
async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new PlayheadError(
      "BAD_OPTION",
      "--purge asks before it removes anything, and there is no terminal to ask at",
      {
        remedy: "look at the list above, and add --yes if that is what you want",
      },
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question("Remove it? [y/N] ")).trim());
  } finally {
    terminal.close();
  }
}
