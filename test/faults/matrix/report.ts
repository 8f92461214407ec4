import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { PROJECT_ROOT } from "../../../src/config";
import { formatDuration } from "../../../src/view/quantities";
import { table, type Table } from "../../../src/view/table";
import type { Tried } from "./row";

/** What came of a row: it was tried, it could not be tried on this machine, or it did not come to its end. */
export interface Line {
  fault: string;
  tried?: Tried;
  missing?: string;
  failure?: string;
}

const TABLE_FILE = path.join(PROJECT_ROOT, "docs", "faults.md");

export function faultsTable(lines: readonly Line[]): Table<Line> {
  return table(
    [...lines],
    [
      { title: "FAULT", value: ({ fault }) => fault, wrap: true },
      { title: "TIMES", value: ({ tried }) => tried?.times ?? 0 },
      { title: "LOST", value: ({ tried }) => tried?.verdict.lost },
      { title: "DUPLICATED", value: ({ tried }) => tried?.verdict.duplicated },
      { title: "WRONG", value: ({ tried }) => tried?.verdict.wrong },
      { title: "LONGEST RECOVERY", value: ({ tried }) => tried && formatDuration(tried.longest) },
      {
        title: "",
        value: ({ missing, failure }) => missing ?? (failure === undefined ? "" : "did not come to its end"),
      },
    ],
  );
}

/** Puts the lines into the table of docs/faults.md, in the place of those of the same faults; others stay. */
export async function writeTable(lines: readonly Line[]): Promise<void> {
  const text = (await fs.readFile(TABLE_FILE, "utf8")).split("\n");
  for (const line of lines) {
    const at = text.findIndex((known) => known.split("|")[1]?.trim() === line.fault);
    const end = text.findLastIndex((known) => known.startsWith("|")) + 1;
    if (at >= 0) text[at] = markdown(line);
    else text.splice(end, 0, markdown(line));
  }
  await fs.writeFile(TABLE_FILE, text.join("\n"));
}

function markdown({ fault, tried, missing, failure }: Line): string {
  const date = new Date().toISOString().slice(0, 10);
  const where = `${date}, ${os.availableParallelism()} cores`;
  if (tried === undefined)
    return `| ${fault} | 0 | | | | ${missing ?? failure?.split("\n")[0] ?? ""} | ${where} |`;
  const { times, longest, verdict } = tried;
  const counts = [times, verdict.lost, verdict.duplicated, verdict.wrong].join(" | ");
  return `| ${fault} | ${counts} | ${formatDuration(longest)} | ${where} |`;
}
