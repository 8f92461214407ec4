import path from "node:path";
import type { Config } from "../config";
import { DatabaseServer } from "../database";
import { PlayheadError } from "../errors";
import { DuckDBSink } from "./duckdb/duckdb-sink";
import { PostgresSink } from "./postgres/postgres-sink";
import type { Sink } from "./sink";

/** The sink that a workbook's settings choose: a DuckDB file in the home, unless another database is named. */
export function openSink({ database, home, prefix }: Pick<Config, "database" | "home" | "prefix">): Sink {
  if (database instanceof DatabaseServer) return PostgresSink.of(database, prefix);
  return openFileSink(database?.file ?? path.join(home, "results.duckdb"));
}

/**
 * A DuckDB file as a sink.
 *
 * @throws PlayheadError BAD_OPTION on a URL: there may be a password in it, and everybody on a machine can see what
 *   its programs were called with
 */
export function openFileSink(file: string): Sink {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file)) {
    throw new PlayheadError("BAD_OPTION", "A database is named by a URL where a DuckDB file is asked for", {
      remedy: "put the URL of a PostgreSQL database into the environment: DATABASE_URL",
    });
  }
  return new DuckDBSink(path.resolve(file));
}
