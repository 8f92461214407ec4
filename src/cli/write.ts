import { Option, type Command } from "commander";
import { jsonCommand } from "./json-command";
import { print, untilInterrupted, withWorkbook, type CommonOptions } from "./session";

/** `playhead write` */
export function declareWrite(playhead: Command): void {
  jsonCommand(playhead, "write", "bring the results into the database, until caught up")
    .option("--db <file>", "DuckDB file (default: DATABASE_URL, or the home's own)")
    .option("--follow", "go on with what arrives, until Ctrl-C")
    .addOption(
      new Option(
        "--rebuild",
        "build the database anew from the topic and put it in the old one's place",
      ).conflicts("follow"),
    )
    .action(write);
}

async function write({
  follow,
  rebuild = false,
  json,
  ...call
}: CommonOptions & { db?: string; follow?: true; rebuild?: boolean }): Promise<void> {
  await withWorkbook(async (workbook) => {
    const report = follow
      ? await untilInterrupted((signal) => workbook.followWriting({ ...call, signal }))
      : await workbook.write({ ...call, rebuild });
    print(report, { ...(json ? { json } : {}) });
  });
}
