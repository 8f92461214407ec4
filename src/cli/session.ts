import { inspect } from "node:util";
import { cellProgress } from "../notebook/progress";
import { Table } from "../view/table";
import { openWorkbook, type Workbook } from "../workbook";

export interface CommonOptions {
  json?: true;
}

/** Opens a workbook for one command, with progress on standard error, and closes it whatever happens. */
export async function withWorkbook<T>(work: (workbook: Workbook) => Promise<T>): Promise<T> {
  const workbook = openWorkbook({
    onProgress: cellProgress(),
    onBrokerStart: () => process.stderr.write("Starting this home's Kafka broker …\n"),
    onWaiting: (what) => process.stderr.write(`${what}\n`),
  });
  try {
    return await work(workbook);
  } finally {
    await workbook.close();
  }
}

/** Prints a result: one JSON document, or as it shows itself to people. */
export function print(result: unknown, { json }: CommonOptions): void {
  process.stdout.write(`${json ? JSON.stringify(result) : asText(result)}\n`);
}

function asText(result: unknown): string {
  if (typeof result === "string") return result;
  // All of its rows: a cell shows the first and the last ones, but what is printed may be searched or counted.
  return result instanceof Table ? result.text : inspect(result);
}

/** Runs until Ctrl-C or SIGTERM, then stops in order. */
export async function untilInterrupted<T>(following: { done: Promise<T>; stop(): Promise<T> }): Promise<T> {
  const stop = (): void => void following.stop().catch(() => undefined);
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  if (process.stderr.isTTY) process.stderr.write("Following. Ctrl-C stops it in order.\n");
  try {
    return await following.done;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
