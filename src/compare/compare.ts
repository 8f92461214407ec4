import type { Connection } from "../kafka/connection";
import type { Names } from "../names";
import type { Run } from "../processor/runs";
import type { DuckDBTable } from "../sink/duckdb/table";
import type { Sink } from "../sink/sink";
import type { Table } from "../view/table";
import { Comparison, comparisonsTable } from "./comparison";
import { readResults, withRows, withWritten } from "./results";
import { diffRuns, type CompareOptions } from "./row-diff";

export type { CompareOptions } from "./row-diff";

/** A run, or what has its id. */
export type RunReference = Pick<Run, "id">;

/** Where results are. */
export interface ComparePlace {
  sink: Sink;
  names: Names;
  /** Asked for only where the sink does not have all of the runs. */
  withConnection: <T>(work: (connection: Connection) => Promise<T>) => Promise<T>;
}

/**
 * Compares each of the runs with the first one, key by key: as the sink has them or, where it does not have all of
 * them (an output topic of its own is in no database), as the topics have them.
 *
 * @throws PlayheadError RUN_NOT_FOUND, NO_RESULTS, BAD_OPTION on a field or tolerance that can't be used, SINK_BUSY
 */
export async function compareRuns(
  { sink, names, withConnection }: ComparePlace,
  runs: readonly RunReference[],
  options: CompareOptions,
): Promise<Comparison[]> {
  const ids = runs.map(({ id }) => id);
  const work = (results: DuckDBTable): Promise<Comparison[]> => compareIn(results, ids, options);
  return (
    (await withWritten(sink, ids, work)) ??
    (await withConnection(async (connection) =>
      withRows(await readResults(connection, names.runs, ids), work),
    ))
  );
}

/** Compares each with the first one. */
export async function compareIn(
  results: DuckDBTable,
  [first = "", ...others]: readonly string[],
  options: CompareOptions,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const other of others) {
    comparisons.push(new Comparison(await diffRuns(results, first, other, options)));
  }
  return comparisons;
}

/** What `compare` is given: two runs or more, and at the end how. */
export type CompareCall = readonly [RunReference, RunReference, ...(RunReference | CompareOptions)[]];

/** One comparison for two runs, a table of them for more. */
export async function compareAsGiven(
  place: ComparePlace,
  given: CompareCall,
): Promise<Comparison | Table<Comparison>> {
  const runs = given.filter((one): one is RunReference => "id" in one);
  const options = given.find((one): one is CompareOptions => !("id" in one)) ?? {};
  const comparisons = await compareRuns(place, runs, options);
  const [only] = comparisons;
  return comparisons.length === 1 && only !== undefined ? only : comparisonsTable(comparisons);
}
