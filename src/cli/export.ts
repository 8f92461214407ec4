import { Option, type Command } from "commander";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  db?: string;
  run?: string;
  query?: string;
  overwrite?: true;
}

/** `playhead export` */
export function declareExport(playhead: Command): void {
  jsonCommand(playhead, "export", "write the results that readers see into a Parquet or CSV file")
    .argument("<file>", "the file: NAME.parquet or NAME.csv")
    .option("--run <run>", "this run's results instead, as the database has them")
    .addOption(new Option("--query <sql>", "what this query brings instead").conflicts("run"))
    .option("--db <file>", "DuckDB file (default: DATABASE_URL, or the home's own)")
    .option("--overwrite", "replace a file of that name")
    .action(exportFile);
}

async function exportFile(file: string, { json, query, ...call }: Options): Promise<void> {
  await withWorkbook(async (workbook) => {
    const report = await workbook.export(file, { ...call, ...(query === undefined ? {} : { sql: query }) });
    print(report, { ...(json ? { json } : {}) });
  });
}
