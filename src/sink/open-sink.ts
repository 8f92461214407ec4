import path from "node:path";
import type { Config } from "../config";
import { DuckDBSink } from "./duckdb/duckdb-sink";
import type { Sink } from "./sink";

/** The sink that a workbook's settings choose: a file of its own in the home, unless another database is named. */
export function openSink({ database, home }: Pick<Config, "database" | "home">): Sink {
  return openFileSink(database?.file ?? path.join(home, "results.duckdb"));
}

/** A DuckDB file as a sink. */
export function openFileSink(file: string): Sink {
  return new DuckDBSink(path.resolve(file));
}
