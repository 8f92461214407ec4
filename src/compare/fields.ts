import type { DuckDBConnection } from "@duckdb/node-api";
import { PlayheadError } from "../errors";
import type { DuckDBTable } from "../sink/duckdb/table";

/** What a distance's output calls it. */
const USUAL = "distance";
/** Results of each run that are looked at. */
const SAMPLE = 1000;

/** What is compared, and whether the results' `unit` is that of it. */
export interface ChosenField {
  field: string;
  hasUnit: boolean;
}

/**
 * The field of the results that is compared: the one that is named, else `distance`, else the only one that is a number.
 * A result's `unit` is that of its distance, if it has one: a count of points beside it has none.
 *
 * @throws PlayheadError BAD_OPTION where none is named and there are several fields, or none
 */
export function chooseField(named: string | undefined, fields: readonly string[]): ChosenField {
  const hasUsual = fields.includes(USUAL);
  const field = named ?? (hasUsual ? USUAL : fields.length === 1 ? fields[0] : undefined);
  if (field !== undefined) return { field, hasUnit: field === USUAL || !hasUsual };
  throw badField(`The results have no field ${USUAL}, so say which one is to be compared`, fields);
}

/** The refusal of a field, with the ones that there are. */
export function badField(message: string, fields: readonly string[]): PlayheadError {
  return new PlayheadError("BAD_OPTION", message, {
    remedy:
      fields.length === 0
        ? "compare runs whose results have a number in them: here there is none"
        : `choose one of the fields that are numbers (field, --field): ${fields.join(", ")}`,
  });
}

/**
 * The fields that are a number wherever they are there, in the order in which they come.
 *
 * @throws PlayheadError NO_RESULTS where no run has any
 */
export async function numericFields(
  { connection, table }: DuckDBTable,
  runs: readonly string[],
): Promise<string[]> {
  const found = new Map<string, boolean>();
  let results = 0;
  for (const run of runs) {
    for (const value of await sample(connection, table, run)) {
      results++;
      for (const [name, field] of Object.entries(value)) {
        if (field !== null) found.set(name, (found.get(name) ?? true) && typeof field === "number");
      }
    }
  }
  if (results > 0) return [...found].flatMap(([name, isNumber]) => (isNumber ? [name] : []));
  throw new PlayheadError("NO_RESULTS", `None of the runs has put anything out: ${runs.join(", ")}`, {
    remedy: "process the topic first, then compare",
  });
}

async function sample(connection: DuckDBConnection, table: string, run: string): Promise<object[]> {
  const reader = await connection.runAndReadAll(
    `SELECT value::VARCHAR FROM ${table} WHERE run_id = $1 LIMIT ${SAMPLE}`,
    [run],
  );
  return reader.getRowsJS().flatMap(([text]) => {
    const value: unknown = JSON.parse(text as string);
    return typeof value === "object" && value !== null ? [value] : [];
  });
}
