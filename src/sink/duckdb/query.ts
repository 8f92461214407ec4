import type { DuckDBConnection, DuckDBResultReader } from "@duckdb/node-api";
import { PlayheadError } from "../../errors";
import { toNumberOrText, WHAT_TO_ASK, WHAT_TO_DO_FIRST, type QueryRow, type ResultValue } from "../rows";
import { isDamage, withDatabase } from "./database-file";
import { exists } from "./schema";

/**
 * Runs one query on the database file while a writer may be at work on it: it opens, reads, closes.
 *
 * @throws PlayheadError NO_RESULTS where nothing has been written yet, BAD_SQL, SINK_BUSY,
 *   SINK_UNREADABLE
 */
export async function queryDatabase(file: string, sql: string): Promise<QueryRow[]> {
  // Copied out, then the file is left alone: putting a million rows into JavaScript's words takes seconds.
  const reader = await withQuery(file, (connection) => askFile(connection, sql));
  return reader
    .getRowObjectsJS()
    .map((row) =>
      Object.fromEntries(Object.entries(row).map(([column, value]) => [column, toResultValue(value)])),
    );
}

/**
 * Runs `work` with the file open for reading.
 *
 * @throws PlayheadError NO_RESULTS, SINK_BUSY
 */
export async function withQuery<T>(
  file: string,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  if (await exists(file)) return withDatabase(file, "READ_ONLY", work);
  throw new PlayheadError("NO_RESULTS", `There is no database ${file} yet`, { remedy: WHAT_TO_DO_FIRST });
}

/** @throws PlayheadError BAD_SQL */
export async function askFile(connection: DuckDBConnection, sql: string): Promise<DuckDBResultReader> {
  return connection.runAndReadAll(sql).catch((error: Error) => {
    if (isDamage(error)) throw error;
    throw new PlayheadError("BAD_SQL", `DuckDB refuses the query: ${error.message}`, {
      remedy: WHAT_TO_ASK,
      cause: error,
    });
  });
}

function toResultValue(value: unknown): ResultValue {
  if (typeof value === "bigint") return toNumberOrText(value);
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  return value instanceof Date ? value : toJson(value);
}

/** Lists and structs; they may hold 64-bit integers, which JSON does not know. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "bigint" ? toNumberOrText(inner) : inner,
  );
}
