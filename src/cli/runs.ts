import type { Command } from "commander";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

/** `playhead runs` */
export function declareRuns(playhead: Command): void {
  jsonCommand(
    playhead,
    "runs",
    "show the runs: of which definition and records, how far, and which one readers see",
  )
    .option("--group <group>", "only this group's")
    .option("--topic <topic>", "only those over this topic")
    .action(runs);
}

async function runs({ json, ...wanted }: CommonOptions & { group?: string; topic?: string }): Promise<void> {
  await withWorkbook(async (workbook) => print(await workbook.runs(wanted), { ...(json ? { json } : {}) }));
}
