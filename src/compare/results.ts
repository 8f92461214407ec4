import type { DuckDBConnection } from "@duckdb/node-api";
import type { Connection } from "../kafka/connection";
import { readTopic } from "../kafka/log";
import { HEADER } from "../processor/headers";
import { readRuns, requireRun } from "../processor/runs";
import { withDatabase } from "../sink/database-file";
import { PendingResults, type ResultRow } from "../sink/results";
import { exists } from "../sink/schema";
import { Staging } from "../sink/staging";

/** A table of results, `run_id`, `key` and `value` (JSON), and the connection by which it can be asked. */
export interface Results {
  connection: DuckDBConnection;
  table: string;
}

/** Runs `work` on results that are in memory. */
export async function withRows<T>(
  rows: Iterable<ResultRow>,
  work: (results: Results) => Promise<T>,
): Promise<T> {
  const staging = await Staging.of(rows);
  try {
    return await work({ connection: staging.connection, table: "memory.arriving" });
  } finally {
    await staging.close();
  }
}

/**
 * Runs `work` on the results as the database file has them; returns undefined where it does not have all of the runs.
 *
 * @throws PlayheadError SINK_BUSY, SINK_UNREADABLE
 */
export async function withWritten<T>(
  file: string,
  runs: readonly string[],
  work: (results: Results) => Promise<T>,
): Promise<T | undefined> {
  if (!(await exists(file))) return undefined;
  return withDatabase(file, "READ_ONLY", async (connection) => {
    for (const run of runs) {
      const reader = await connection.runAndReadAll("SELECT 1 FROM results WHERE run_id = $1 LIMIT 1", [run]);
      if (reader.currentRowCount === 0) return undefined;
    }
    return work({ connection, table: "results" });
  });
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
  return pending.rows();
}
