import { Option, type Command } from "commander";
import { PlayheadError } from "../errors";
import { integer } from "./arguments";
import { jsonCommand } from "./json-command";
import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  db?: string;
  run?: string;
  asOf?: number;
}

/** `playhead query`: from the database, or with `--run` from the topic that the run produces to. */
export function declareQuery(playhead: Command): void {
  jsonCommand(playhead, "query", "show the results as readers see them")
    .option("--db <file>", "DuckDB file (default: DATABASE_URL, or the home's own)")
    .addOption(
      new Option("--run <run>", "show this run's results, from the topic it produces to").conflicts("db"),
    )
    .option(
      "--as-of <offset>",
      "with --run: as they stood before this offset of its topic",
      integer("--as-of", 0),
    )
    .action(query);
}

async function query({ db, run, asOf, ...options }: Options): Promise<void> {
  if (run === undefined && asOf !== undefined) {
    throw new PlayheadError("BAD_OPTION", "--as-of asks for the results of a run, and none is named", {
      remedy: "name it: --run GROUP:TOPIC:NUMBER, as `playhead process` tells it",
    });
  }
  await withWorkbook(async (workbook) => {
    const results =
      run === undefined
        ? await workbook.query(undefined, db === undefined ? {} : { db })
        : await workbook.asOf(run, asOf);
    print(results, options);
  });
}
