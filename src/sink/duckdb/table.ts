import type { DuckDBConnection } from "@duckdb/node-api";

/** A table or view, and the connection by which DuckDB can be asked about it. */
export interface DuckDBTable {
  connection: DuckDBConnection;
  /** As SQL names it. */
  table: string;
}
