import { Option, type Command } from "commander";
import { share } from "./arguments";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

interface AuditOptions extends CommonOptions {
  topic?: string;
  table?: string;
  tolerance?: number;
}

/** `playhead audit [TABLE]`: fails where the table is not whole and of one meaning. */
export function declareAudit(playhead: Command): void {
  jsonCommand(
    playhead,
    "audit",
    "find out what the numbers in a table of distances are; fails where they are mixed",
  )
    .argument(
      "[table]",
      "CSV with the columns track_id, distance (and unit), or a DuckDB file (default: the home's own database)",
    )
    .option("--topic <topic>", "topic of track points that it was made from (default: raw-trackpoints)")
    .option("--table <name>", "table of the database (default: dist_calc)")
    .addOption(
      new Option(
        "--tolerance <share>",
        "how far a number may be off, relative (default: 0.000001)",
      ).argParser(share),
    )
    .action(audit);
}

async function audit(file: string | undefined, { json, ...options }: AuditOptions): Promise<void> {
  await withWorkbook(async (workbook) => {
    const report = await workbook.audit(file, options);
    print(report, json === undefined ? {} : { json });
    if (!report.whole) process.exitCode = 1;
  });
}
