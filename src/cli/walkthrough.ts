import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Command } from "commander";
import { stopBroker } from "../broker/embedded";
import { IS_PACKAGE, PROJECT_ROOT, readConfig, type Config } from "../config";
import type { Unit } from "../distance/units";
import { PlayheadError } from "../errors";
import { requireDataFile } from "../notebook/data-file";
import { executeNotebooks, type ExecutedNotebook } from "../notebook/execute";
import { cellProgress } from "../notebook/progress";
import type { Run } from "../processor/runs";
import { table } from "../view/table";
import { openWorkbook, type Workbook } from "../workbook";
import { jsonCommand } from "./json-command";
import { print, type CommonOptions } from "./session";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

interface Distance {
  track_id: string;
  mi: number | null;
  km: number | null;
  ratio: number | null;
}

/** `playhead walkthrough`: runs the notebooks as a reader would, in a home that is thrown away afterwards. */
export function declareWalkthrough(playhead: Command): void {
  jsonCommand(playhead, "walkthrough", "execute the notebooks without a browser, in a home of their own")
    .option("--data <file>", "CSV to walk through with (default: PLAYHEAD_DATA, or the sample)")
    .action(walkthrough);
}

async function walkthrough({ data, json }: CommonOptions & { data?: string }): Promise<void> {
  if (IS_PACKAGE) throw noNotebooks();
  const config = readConfig();
  const dataFile = data === undefined ? config.dataFile : path.resolve(data);
  const folder = path.join(config.home, "walkthrough");
  await requireDataFile(dataFile);
  await untilSignalled(async (signal) => {
    await inThrowAwayHome({ ...config, dataFile }, async (workbook) => {
      const notebooks = await executeNotebooks(await notebookFiles(), folder, {
        env: environment(workbook),
        onProgress: cellProgress(),
        onExecuted: ({ name, seconds }) => process.stderr.write(`✓ ${name}  ${seconds.toFixed(1)} s\n`),
        signal,
      });
      const rows = await distances(workbook);
      signal.throwIfAborted();
      if (json) print({ notebooks, table: rows, folder }, { json });
      else print(`${text(rows)}\n\n${summary(notebooks, folder)}`, {});
    });
  });
}

function noNotebooks(): PlayheadError {
  return new PlayheadError("SETUP_MISSING", "The course's notebooks are not part of the installed package", {
    remedy:
      "clone the project and run `npx playhead walkthrough` there; the README shows the same steps as commands",
  });
}

/**
 * Runs the work with a home of its own, and on a cluster that others use, too, with names of its own. Both are removed
 * afterwards, whatever happened.
 */
async function inThrowAwayHome(config: Config, work: (workbook: Workbook) => Promise<void>): Promise<void> {
  const shared = config.brokers !== undefined;
  const home = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-walkthrough-"));
  const prefix = shared ? `${config.prefix}walkthrough-${Date.now().toString(36)}-` : "";
  // Its results are thrown away with it, so that no database server is to have them.
  const workbook = openWorkbook({ ...config, home, prefix, database: undefined });
  try {
    // A cluster that can't be reached is told at once, not by the first notebook.
    if (shared) await workbook.brokers();
    try {
      await work(workbook);
    } finally {
      if (shared) await workbook.removeTopics();
    }
  } finally {
    await workbook.close();
    await stopBroker(home);
    await fs.rm(home, { recursive: true, force: true });
  }
}

/** Ctrl-C and its like abort the work; once that has cleaned up, the signal does what it would have done at once. */
async function untilSignalled(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const abort = (signal: NodeJS.Signals): void => {
    if (received === undefined) process.stderr.write("Interrupted: ending the kernel and the broker …\n");
    received = signal;
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    await work(controller.signal);
  } catch (error) {
    if (error !== controller.signal.reason) throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
  if (received !== undefined) process.kill(process.pid, received);
}

/** What the kernels have to know: the same settings as this process's workbook. */
function environment({ config: { home, prefix, dataFile } }: Workbook): Record<string, string> {
  return {
    PLAYHEAD_HOME: home,
    PLAYHEAD_PREFIX: prefix,
    PLAYHEAD_DATA: dataFile,
    DATABASE_URL: "",
    // A kernel works in a folder of its own.
    ...absolutePaths(["KAFKA_CONFIG", "KAFKA_SSL_CA", "KAFKA_SSL_CERT", "KAFKA_SSL_KEY"]),
    // The broker that they start ends with this process, even if that is killed.
    PLAYHEAD_OWNER_PID: String(process.pid),
  };
}

function absolutePaths(variables: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    variables.flatMap((name) => {
      const file = process.env[name];
      return file ? [[name, path.resolve(file)]] : [];
    }),
  );
}

async function notebookFiles(): Promise<string[]> {
  const folder = path.join(PROJECT_ROOT, "notebooks");
  const files = await fs.readdir(folder);
  return files
    .filter((file) => file.endsWith(".ipynb"))
    .sort()
    .map((file) => path.join(folder, file));
}

/** The distances of the last run in miles beside those of the last run in kilometres. */
async function distances(workbook: Workbook): Promise<Distance[]> {
  const runs = await workbook.runs({ group: workbook.names.calculator });
  const inUnit = (unit: Unit): Run => {
    const run = runs.find(({ definition }) => definition.parameters["unit"] === unit);
    if (run !== undefined) return run;
    throw new PlayheadError(
      "WALKTHROUGH_FAILED",
      `The notebooks have run, but none has processed in ${unit}`,
      {
        remedy: "undo what was changed in them, e.g. with `git checkout notebooks`",
      },
    );
  };
  const compared = await workbook.compare(inUnit("mi"), inUnit("km"));
  return compared.rows.map(({ key, before, after, ratio }) => ({
    track_id: key,
    mi: before,
    km: after,
    ratio,
  }));
}

function text(rows: Distance[]): string {
  return table(rows, [
    { title: "track_id", value: ({ track_id }) => track_id },
    { title: "mi", value: ({ mi }) => mi, digits: 6 },
    { title: "km", value: ({ km }) => km, digits: 6 },
    { title: "km / mi", value: ({ ratio }) => ratio, digits: 6 },
  ]).text;
}

function summary(notebooks: ExecutedNotebook[], folder: string): string {
  const seconds = notebooks.reduce((sum, notebook) => sum + notebook.seconds, 0);
  return `${notebooks.length} notebooks in ${seconds.toFixed(1)} s; executed notebooks and HTML are in ${folder}`;
}
