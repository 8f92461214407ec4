import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { PROJECT_ROOT } from "../config";
import { PlayheadError } from "../errors";
import { ProgressMeter, type OnProgress } from "../progress";

export interface ExecutedNotebook {
  name: string;
  seconds: number;
}

export interface ExecuteOptions {
  /** Environment variables for the kernels, besides this process's own. */
  env: Record<string, string>;
  onProgress?: OnProgress | undefined;
  onExecuted?: (notebook: ExecutedNotebook) => void;
}

type Event =
  | { event: "cell"; notebook: string; cell: number; cells: number }
  | { event: "done"; notebook: string; seconds: number }
  | { event: "failed"; notebook: string; cell: number; error: string };

/**
 * Executes notebooks headless, in order, through the project's own kernel, and keeps each with its outputs and as
 * HTML in `folder`.
 *
 * @throws PlayheadError SETUP_MISSING, WALKTHROUGH_FAILED where a cell fails
 */
export async function executeNotebooks(
  files: readonly string[],
  folder: string,
  { env, onProgress, onExecuted }: ExecuteOptions,
): Promise<ExecutedNotebook[]> {
  const python = path.join(PROJECT_ROOT, ".venv", "bin", "python");
  await fs.access(python).catch((cause: unknown) => {
    throw new PlayheadError("SETUP_MISSING", "Jupyter is not installed in this project yet", {
      remedy: "run `npm run setup` in the project's folder; it takes a minute",
      cause,
    });
  });
  const child = spawn(python, [path.join(PROJECT_ROOT, "jupyter", "execute.py"), folder, ...files], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...jupyterFolders(), ...env },
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-10_000)));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("close", resolve);
    child.once("error", reject);
  });
  const executed: ExecutedNotebook[] = [];
  let failure: PlayheadError | undefined;
  let meter: { notebook: string; meter: ProgressMeter } | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as Event;
    if (event.event === "cell") {
      if (meter?.notebook !== event.notebook) meter = startMeter(event, onProgress);
      meter.meter.advance(1);
    } else if (event.event === "done") {
      meter?.meter.finish();
      const notebook = { name: event.notebook, seconds: event.seconds };
      executed.push(notebook);
      onExecuted?.(notebook);
    } else {
      failure = failed(event.notebook, event.cell, event.error, folder);
    }
  }
  const code = await ended;
  if (failure !== undefined) throw failure;
  if (code !== 0) throw failed(path.basename(files[executed.length] ?? ""), undefined, errors.trim(), folder);
  return executed;
}

function startMeter(event: { notebook: string; cells: number }, onProgress: OnProgress | undefined) {
  const meter = new ProgressMeter({ label: event.notebook, unit: "cells", total: event.cells }, onProgress);
  return { notebook: event.notebook, meter };
}

/** Jupyter's own files stay inside the project. */
function jupyterFolders(): Record<string, string> {
  const folder = path.join(PROJECT_ROOT, ".tools", "jupyter");
  return {
    JUPYTER_CONFIG_DIR: path.join(folder, "config"),
    JUPYTER_DATA_DIR: path.join(folder, "data"),
    JUPYTER_RUNTIME_DIR: path.join(folder, "runtime"),
    IPYTHONDIR: path.join(folder, "ipython"),
  };
}

function failed(notebook: string, cell: number | undefined, error: string, folder: string): PlayheadError {
  const where = cell === undefined ? notebook : `${notebook}, code cell ${cell}`;
  return new PlayheadError("WALKTHROUGH_FAILED", `${where} failed: ${error}`, {
    remedy: `look at the notebook as it was executed, in ${folder}`,
  });
}
