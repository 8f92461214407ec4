import { PlayheadError } from "../../src/errors";
import { openWorkbook } from "../../src/workbook";

// Another program that asks the database all the time: it prints what it sees at each asking, as a line of JSON.
const workbook = openWorkbook();
const db = process.argv[2] ?? "";

void (async () => {
  for (;;) {
    const seen = await workbook.query(undefined, { db }).then(
      (rows) => ({
        rows: rows.length,
        units: [...new Set(rows.map(({ unit }) => unit))],
        runs: [...new Set(rows.map(({ run_id }) => run_id))],
        distance: rows.reduce((sum, { distance }) => sum + Number(distance), 0),
      }),
      (error: unknown) => ({ error: error instanceof PlayheadError ? error.describe() : String(error) }),
    );
    process.stdout.write(`${JSON.stringify(seen)}\n`);
  }
})();
