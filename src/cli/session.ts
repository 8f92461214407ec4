import { inspect } from "node:util";
import { cellProgress } from "../notebook/progress";
import { printable, printableJson } from "../printable";
import { stallText } from "../stalls/stall";
import { Table } from "../view/table";
import { openWorkbook, type Workbook } from "../workbook";
import type { WorkbookOptions } from "../workbook-calls";

export interface CommonOptions {
  json?: true;
}

/** Opens a workbook for one command, with progress on standard error, and closes it whatever happens. */
export async function withWorkbook<T>(
  work: (workbook: Workbook) => Promise<T>,
  options: WorkbookOptions = {},
): Promise<T> {
  const workbook = openWorkbook({
    onProgress: cellProgress(),
    onBrokerStart: () => process.stderr.write("Starting this home's Kafka broker …\n"),
    onWaiting: (what) => process.stderr.write(`${printable(what)}\n`),
    onStalled: (stall) => process.stderr.write(`${printable(stallText(stall))}\n`),
    ...options,
  });
  for (const warning of workbook.config.warnings ?? []) process.stderr.write(`${printable(warning)}\n`);
  try {
    return await work(workbook);
  } finally {
    await workbook.close();
  }
}

/** Prints a result: one JSON document, or as it shows itself to people. Data in it can't act on the terminal. */
export function print(result: unknown, { json }: CommonOptions): void {
  process.stdout.write(`${json ? printableJson(result) : printable(asText(result))}\n`);
}

function asText(result: unknown): string {
  if (typeof result === "string") return result;
  // All of its rows: a cell shows the first and the last ones, but what is printed may be searched or counted.
  return result instanceof Table ? result.text : inspect(result);
}

/** Runs until Ctrl-C or SIGTERM, also while it is still beginning, then stops in order. */
export async function untilInterrupted<T>(
  begin: (signal: AbortSignal) => Promise<{ done: Promise<T> }>,
): Promise<T> {
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    const { done } = await begin(interrupt.signal);
    if (process.stderr.isTTY) process.stderr.write("Following. Ctrl-C stops it in order.\n");
    return await done;
  } finally {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  }
}
