import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { readTopic } from "../kafka/log";
import { HEADER } from "../processor/headers";
import { readRuns, requireRun } from "../processor/runs";
import { literal } from "../sink/quote";
import { Staging } from "../sink/duckdb/staging";
import type { DuckDBTable } from "../sink/duckdb/table";
import { PendingResults, type ResultRow } from "../sink/results";
import type { Sink } from "../sink/sink";

/** Runs `work` on results that are in memory. */
export async function withRows<T>(
  rows: Iterable<ResultRow>,
  work: (results: DuckDBTable) => Promise<T>,
): Promise<T> {
  const staging = await Staging.of(rows);
  try {
    return await work(staging.table);
  } finally {
    await staging.close();
  }
}

/**
 * Runs `work` on the results as the sink has them; returns undefined where it does not have all of the runs.
 *
 * @throws PlayheadError SINK_BUSY, SINK_UNREADABLE, SINK_UNREACHABLE
 */
export async function withWritten<T>(
  sink: Sink,
  runs: readonly string[],
  work: (results: DuckDBTable) => Promise<T>,
): Promise<T | undefined> {
  const wanted = new Set(runs);
  const which = `run_id IN (${[...wanted].map(literal).join(", ")})`;
  const there = await sink
    .query(`SELECT DISTINCT run_id FROM results WHERE ${which}`)
    .catch((error: unknown) => {
      if (error instanceof PlayheadError && error.code === "NO_RESULTS") return [];
      throw error;
    });
  if (there.length < wanted.size) return undefined;
  return sink.withTable(`SELECT run_id, key, value FROM results WHERE ${which}`, work);
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
