import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { PROJECT_ROOT } from "../config";
import { PlayheadError } from "../errors";
import { ProgressMeter, type OnProgress } from "../progress";

/** Jupyter's own files stay inside the project. */
const JUPYTER_FOLDER = path.join(PROJECT_ROOT, ".tools", "jupyter");
const JUPYTER_ENVIRONMENT = {
  JUPYTER_CONFIG_DIR: path.join(JUPYTER_FOLDER, "config"),
  JUPYTER_DATA_DIR: path.join(JUPYTER_FOLDER, "data"),
  JUPYTER_RUNTIME_DIR: path.join(JUPYTER_FOLDER, "runtime"),
  IPYTHONDIR: path.join(JUPYTER_FOLDER, "ipython"),
};

export interface ExecutedNotebook {
  name: string;
  seconds: number;
}

export interface ExecuteOptions {
  /** Environment variables for the kernels, besides this process's own. */
  env: Record<string, string>;
  onProgress?: OnProgress | undefined;
  onExecuted?: (notebook: ExecutedNotebook) => void;
  /** Ends the running kernel and the execution. */
  signal?: AbortSignal;
}

type Event =
  | { event: "cell"; notebook: string; cell: number; cells: number }
  | { event: "done"; notebook: string; seconds: number }
  | { event: "failed"; notebook: string; cell: number; error: string };

/**
 * Executes notebooks headless, in order, through the project's own kernel, and keeps each with its outputs and as
 * HTML in `folder`. When this returns or throws, no kernel of it runs any more.
 *
 * @throws PlayheadError SETUP_MISSING, WALKTHROUGH_FAILED where a cell fails; the signal's reason when it aborts
 */
export async function executeNotebooks(
  files: readonly string[],
  folder: string,
  { env, onProgress, onExecuted, signal }: ExecuteOptions,
): Promise<ExecutedNotebook[]> {
  const python = await findPython();
  // Without it IPython makes a temporary folder that it never removes.
  await fs.mkdir(JUPYTER_FOLDER, { recursive: true });
  signal?.throwIfAborted();
  const execution = start(python, [folder, ...files], env);
  signal?.addEventListener("abort", execution.stop);
  const executed: ExecutedNotebook[] = [];
  let failure: PlayheadError | undefined;
  let meter: { notebook: string; meter: ProgressMeter } | undefined;
  for await (const event of execution.events) {
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
  const { code, errors } = await execution.ended;
  signal?.removeEventListener("abort", execution.stop);
  signal?.throwIfAborted();
  if (failure !== undefined) throw failure;
  if (code !== 0) throw failed(path.basename(files[executed.length] ?? ""), undefined, errors.trim(), folder);
  return executed;
}

async function findPython(): Promise<string> {
  const python = path.join(PROJECT_ROOT, ".venv", "bin", "python");
  await fs.access(python).catch((cause: unknown) => {
    throw new PlayheadError("SETUP_MISSING", "Jupyter is not installed in this project yet", {
      remedy: "run `npm run setup` in the project's folder; it takes a minute",
      cause,
    });
  });
  return python;
}

interface Execution {
  events: AsyncIterable<Event>;
  /** Once it and its kernels are gone: the exit code, and the end of what they said on standard error. */
  ended: Promise<{ code: number | null; errors: string }>;
  stop: () => void;
}

function start(python: string, args: string[], env: Record<string, string>): Execution {
  const child = spawn(python, [path.join(PROJECT_ROOT, "jupyter", "execute.py"), ...args], {
    // It stops when its standard input closes: on request, and also when this process is killed.
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...JUPYTER_ENVIRONMENT, ...env },
    // In a session of its own, so that Ctrl-C can't end it before it has ended its kernel.
    detached: true,
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-10_000)));
  const ended = new Promise<{ code: number | null; errors: string }>((resolve, reject) => {
    child.once("close", (code) => resolve({ code, errors }));
    child.once("error", reject);
  });
  return { events: parsed(createInterface({ input: child.stdout })), ended, stop: () => child.stdin.end() };
}

async function* parsed(lines: AsyncIterable<string>): AsyncGenerator<Event> {
  for await (const line of lines) yield JSON.parse(line) as Event;
}

function startMeter(event: { notebook: string; cells: number }, onProgress: OnProgress | undefined) {
  const meter = new ProgressMeter({ label: event.notebook, unit: "cells", total: event.cells }, onProgress);
  return { notebook: event.notebook, meter };
}

function failed(notebook: string, cell: number | undefined, error: string, folder: string): PlayheadError {
  const where = cell === undefined ? notebook : `${notebook}, code cell ${cell}`;
  return new PlayheadError("WALKTHROUGH_FAILED", `${where} failed:\n${error}`, {
    remedy: `look at the notebook as it was executed, in ${folder}`,
  });
}
