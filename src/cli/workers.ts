import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { inspect } from "node:util";
import { PROJECT_ROOT } from "../config";
import { PlayheadError } from "../errors";
import type { RunReport } from "../processor/run-report";
import { stallText, type Stall } from "../stalls/stall";
import { openWorkbook, type Workbook } from "../workbook";
import { printable } from "../printable";
import { ProgressMeter, type OnProgress, type Progress } from "../progress";

/** The environment variable that tells a process that it is a worker. */
const WORKER = "PLAYHEAD_WORKER";

/** Whether this process is one of several workers that another one has started. */
export function isWorker(): boolean {
  return process.env[WORKER] !== undefined && process.send !== undefined;
}

/** Does a worker's part: when it is told to, with its progress and its report going to whoever has started it. */
export async function asWorker(work: (workbook: Workbook) => Promise<RunReport>): Promise<void> {
  const tell = (message: WorkerMessage): void => void process.send?.(message);
  // Whoever starts workers and dies takes them along, in order.
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  const workbook = openWorkbook({
    onProgress: (progress) => tell({ type: "progress", progress }),
    onWaiting: (what) => process.stderr.write(`${printable(what)}\n`),
    onStalled: (stall) => tell({ type: "stalled", stall }),
  });
  try {
    const go = once(process, "message");
    tell({ type: "ready" });
    await go;
    tell({ type: "done", report: (await work(workbook)).toJSON() as unknown as WorkerReport });
  } finally {
    await workbook.close();
    process.removeAllListeners("disconnect");
    process.disconnect?.();
  }
}

/** What a worker tells the process that started it. */
export type WorkerMessage =
  /** It is loaded; it joins the group when it is told to, so that all join at the same moment. */
  | { type: "ready" }
  | { type: "progress"; progress: Progress }
  | { type: "stalled"; stall: Stall }
  | { type: "done"; report: WorkerReport };

/** The fields of a run's report that tell of one worker's part. */
type WorkerReport = Pick<RunReport, "recordsIn" | "recordsOut" | "deadLetters" | "warmedUp"> & { id: string };

/** What the workers have done together. */
export class WorkersReport {
  constructor(
    readonly workers: number,
    private readonly total: WorkerReport,
    private readonly durationMs: number,
  ) {}

  toJSON(): Record<string, unknown> {
    const { workers, total, durationMs } = this;
    return { ...total, workers, durationMs };
  }

  [inspect.custom](): string {
    const { id, recordsIn, recordsOut, deadLetters, warmedUp } = this.total;
    const rate = Math.round(recordsIn / Math.max(this.durationMs / 1000, 0.001));
    const dead = deadLetters === 0 ? "" : `, ${deadLetters} of them put aside (npx playhead dead-letters)`;
    const earlier = warmedUp === 0 ? "" : `, ${warmedUp} earlier ones read for the state`;
    return `${this.workers} workers: ${recordsIn} records in, ${recordsOut} results out, ${rate} records/s${earlier}${dead}\nrun ${id}`;
  }
}

interface Worker {
  child: ChildProcess;
  ready: Promise<void>;
  ended: Promise<{ report: WorkerReport | undefined; stderr: string; signal: string | null }>;
}

/**
 * Runs one command in several processes of this machine, as members of one group: each takes its share of the topic's
 * partitions, and those of a worker that dies go to the others. Processes, not threads: one that dies takes nobody
 * along, and each has its own memory.
 *
 * @param words the command as it was typed
 * @throws PlayheadError WORKERS_FAILED where none of them has come to its end
 */
export async function runWorkers(
  count: number,
  words: readonly string[],
  onProgress: OnProgress,
): Promise<WorkersReport> {
  const startedAt = Date.now();
  const totals = new Totals(onProgress);
  const stalls = new Stalls();
  const workers = Array.from({ length: count }, (_, index) =>
    startWorker(words, {
      progress: (progress) => totals.note(index, progress),
      stalled: (stall) => stalls.note(stall),
    }),
  );
  const stop = (): void => workers.forEach(({ child }) => child.kill("SIGINT"));
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  try {
    await Promise.all(workers.map(({ ready }) => ready));
    for (const { child } of workers) if (child.connected) child.send("go");
    const ends = await Promise.all(workers.map(({ ended }) => ended));
    totals.finish();
    const reports = ends.flatMap(({ report }) => (report === undefined ? [] : [report]));
    const failed = ends.filter(({ report }) => report === undefined);
    if (reports.length === 0)
      throw allFailed(failed.map(({ stderr, signal }) => stderr.trim() || `ended by ${signal}`));
    for (const { stderr, signal } of failed) {
      process.stderr.write(
        `A worker has failed, the others have done its part: ${stderr.trim() || `ended by ${signal}`}\n`,
      );
    }
    return new WorkersReport(count, merge(reports), Date.now() - startedAt);
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}

interface WorkerNews {
  progress: OnProgress;
  stalled: (stall: Stall) => void;
}

function startWorker(words: readonly string[], on: WorkerNews): Worker {
  const child = fork(path.join(PROJECT_ROOT, "bin", "playhead.js"), words, {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    env: { ...process.env, [WORKER]: "1" },
  });
  let report: WorkerReport | undefined;
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Awaited<Worker["ended"]>>((resolve) =>
    child.once("close", (_, signal) => resolve({ report, stderr, signal })),
  );
  const ready = new Promise<void>((resolve) => {
    child.on("message", (message: WorkerMessage) => {
      if (message.type === "ready") resolve();
      else if (message.type === "progress") on.progress(message.progress);
      else if (message.type === "stalled") on.stalled(message.stall);
      else report = message.report;
    });
    void ended.then(() => resolve());
  });
  return { child, ready, ended };
}

function merge(reports: readonly WorkerReport[]): WorkerReport {
  const total = (field: "recordsIn" | "recordsOut" | "deadLetters" | "warmedUp"): number =>
    reports.reduce((sum, report) => sum + report[field], 0);
  return {
    // Workers without a partition may not have heard of the run.
    id: reports.find(({ recordsIn }) => recordsIn > 0)?.id ?? reports[0]?.id ?? "",
    recordsIn: total("recordsIn"),
    recordsOut: total("recordsOut"),
    deadLetters: total("deadLetters"),
    warmedUp: total("warmedUp"),
  };
}

/** All workers watch all of the group's partitions: what several tell is printed once. */
class Stalls {
  private readonly told = new Set<number>();

  note(stall: Stall): void {
    const { partition, overAt } = stall;
    const isNews = overAt === undefined ? !this.told.has(partition) : this.told.delete(partition);
    if (overAt === undefined) this.told.add(partition);
    if (isNews) process.stderr.write(`${printable(stallText(stall))}\n`);
  }
}

/** The workers' progress as that of one step: each tells of its own records, and of all that there are to do. */
class Totals {
  private readonly done = new Map<number, number>();
  private meter: ProgressMeter | undefined;

  constructor(private readonly onProgress: OnProgress) {}

  note(worker: number, { label, unit, total, done, lag }: Progress): void {
    if (!label.startsWith("process ")) return;
    this.meter ??= new ProgressMeter({ label, unit, total }, this.onProgress);
    this.meter.advance(done - (this.done.get(worker) ?? 0), lag);
    this.done.set(worker, done);
  }

  finish(): void {
    this.meter?.finish();
  }
}

function allFailed(reasons: readonly string[]): PlayheadError {
  return new PlayheadError(
    "WORKERS_FAILED",
    `No worker has come to its end:\n${[...new Set(reasons)].join("\n")}`,
    {
      remedy:
        "see what each of them says above; what was committed is kept, and the next call goes on from there",
    },
  );
}
