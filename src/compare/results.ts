import type { Connection } from "../kafka/connection";
import { readTopic } from "../kafka/log";
import { HEADER } from "../processor/headers";
import { readRuns, requireRun } from "../processor/runs";
import { Staging, type DuckDBResults } from "../sink/duckdb/staging";
import { PendingResults, type ResultRow } from "../sink/results";

/** Runs `work` on results that are in memory. */
export async function withRows<T>(
  rows: Iterable<ResultRow>,
  work: (results: DuckDBResults) => Promise<T>,
): Promise<T> {
  const staging = await Staging.of(rows);
  try {
    return await work(staging.results);
  } finally {
    await staging.close();
  }
}

/**
 * The last output of each key of these runs, from the topics that they were produced to: for runs that no database has,
 * such as those with an output topic of their own.
 *
 * @throws PlayheadError RUN_NOT_FOUND
 */
export async function readResults(
  connection: Connection,
  runsTopic: string,
  ids: readonly string[],
): Promise<Iterable<ResultRow>> {
  const runs = await readRuns(connection, runsTopic);
  const topics = new Set(ids.map((id) => requireRun(runs, id).outputTopic));
  const wanted = new Set(ids);
  const pending = new PendingResults();
  for (const topic of topics) {
    for await (const { records } of readTopic(connection, topic)) {
      for (const record of records) {
        if (wanted.has(record.headers[HEADER.run] ?? "")) pending.add(record);
      }
    }
  }
  return pending;
}
