import path from "node:path";
import { readClientConfig } from "./client-config/read";
import type { Tls } from "./client-config/tls";
import type { Credentials } from "./client-config/credentials";
import { readDatabaseUrl, type Database } from "./database";
import { PlayheadError } from "./errors";

/** The project's own folder: where `data/`, `setup/` and what the set-up installed are, and `src/` or `dist/`. */
export const PROJECT_ROOT = path.resolve(__dirname, "..");

/** Whether npm has installed this as a package, which has `dist/` where a clone, with the course, has `src/`. */
export const IS_PACKAGE = path.basename(__dirname) === "dist";

export interface Config {
  /** Folder of the embedded broker's data and of the database. */
  home: string;
  /** Addresses of an existing cluster; `undefined` means the embedded broker. */
  brokers: readonly string[] | undefined;
  /** Who we are to that cluster; `undefined` where it does not ask. */
  credentials?: Credentials | undefined;
  /** How TLS is spoken with it; `undefined` where it is not. */
  tls?: Tls | undefined;
  /** What it calls us in its quotas and logs; default: one that names this machine and process. */
  clientId?: string | undefined;
  /** What weakens the way to that cluster, in sentences to be told. */
  warnings?: readonly string[];
  /** Put before every name of a topic, group or transactional id, for those who share a broker. */
  prefix: string;
  /** The CSV file that the walk-through ingests. */
  dataFile: string;
  /** The database of results; default the DuckDB file `results.duckdb` in the home. */
  database?: Database | undefined;
}

/**
 * Reads the settings from environment variables:
 *
 * - `PLAYHEAD_HOME`: the home folder; default `.playhead` in the project, or, of an
 *   installed package, in the folder that one works in
 * - `KAFKA_BROKERS`: `host:port,…` of an existing cluster; without one a broker of our own is started
 * - `KAFKA_CONFIG`, `KAFKA_USERNAME` and others: how that cluster is reached, see {@link readClientConfig}
 * - `DATABASE_URL`: `postgres://…` of the database of results; without it they are kept in a DuckDB file in the home
 * - `PLAYHEAD_PREFIX`: put before the names of topics and groups
 * - `PLAYHEAD_DATA`: the walk-through's CSV file; default `data/journeys.csv`
 *
 * @throws PlayheadError BAD_OPTION, FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_TOO_LARGE, BAD_CERTIFICATE
 * @example
 * readConfig({ KAFKA_BROKERS: "127.0.0.1:9092" }).brokers // ["127.0.0.1:9092"]
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const { brokers, clientId, credentials, tls, warnings } = readClientConfig(env);
  return {
    home: homeOf(env),
    brokers,
    clientId,
    credentials,
    tls,
    warnings,
    prefix: parsePrefix(env["PLAYHEAD_PREFIX"] ?? ""),
    database: readDatabaseUrl(env),
    dataFile: env["PLAYHEAD_DATA"]
      ? path.resolve(env["PLAYHEAD_DATA"])
      : path.join(PROJECT_ROOT, "data", "journeys.csv"),
  };
}

/** The home folder that the environment names, whatever else is wrong with it. */
export function homeOf(env: NodeJS.ProcessEnv): string {
  return path.resolve(env["PLAYHEAD_HOME"] || path.join(IS_PACKAGE ? "" : PROJECT_ROOT, ".playhead"));
}

function parsePrefix(prefix: string): string {
  if (/^[A-Za-z0-9._-]{0,100}$/.test(prefix)) return prefix;
  throw new PlayheadError("BAD_OPTION", `PLAYHEAD_PREFIX "${prefix}" can't be part of a topic's name`, {
    remedy: "use letters, digits, dots, hyphens and underscores, at most 100",
  });
}
