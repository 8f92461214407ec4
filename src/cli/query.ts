import { PlayheadError } from "../errors";
import { print, withWorkbook, type CommonOptions } from "./session";

interface Options extends CommonOptions {
  db?: string;
  run?: string;
  asOf?: number;
}

/** `playhead query`: from the database, or with `--run` from the topic that the run produces to. */
export async function query({ db, run, asOf, ...options }: Options): Promise<void> {
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
