import pg from "pg";
import { inspect } from "node:util";
import { PlayheadError } from "./errors";

/** Where results are kept: in a DuckDB file, or by a PostgreSQL server. */
export type Database = DatabaseFile | DatabaseServer;

export interface DatabaseFile {
  /** Path of the DuckDB file. */
  file: string;
}

const SCHEMA = "playhead";
/** PostgreSQL cuts longer names off, bytes. */
const LONGEST_NAME = 63;

/**
 * A database of a PostgreSQL server, by its URL: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS.
 * What it leaves out is taken from `PGHOST`, `PGUSER`, `PGPASSWORD` and the like. Its own parameter `schema` names the
 * schema of our tables, default `playhead`.
 *
 * The URL may have a password in it: it is where neither `inspect`, nor `JSON.stringify`, nor a spread finds it.
 *
 * @throws PlayheadError BAD_OPTION, without telling the URL
 * @example
 * openWorkbook({ database: new DatabaseServer("postgres://ann@db.example:5432/rides?sslmode=verify-full") });
 */
export class DatabaseServer {
  readonly #url: string;
  /** Schema of the tables, before a workbook's prefix is added to it. */
  readonly schema: string;
  /** `host:port/database` */
  readonly name: string;

  constructor(url: string) {
    requirePostgres(url);
    this.#url = url;
    this.schema = schemaOf(url);
    this.name = nameOf(url);
  }

  get url(): string {
    return this.#url;
  }

  toJSON(): Record<string, string> {
    return { server: this.name, schema: this.schema };
  }

  [inspect.custom](): string {
    return `PostgreSQL ${this.name}, schema ${this.schema}`;
  }
}

/**
 * The server that `DATABASE_URL` names; undefined where it is not set, or empty.
 *
 * @throws PlayheadError BAD_OPTION
 */
export function readDatabaseUrl(env: NodeJS.ProcessEnv): DatabaseServer | undefined {
  const url = env["DATABASE_URL"];
  return url ? new DatabaseServer(url) : undefined;
}

/**
 * The schema of a workbook's tables. Of two prefixes that come to the same one the second is refused, as is whatever was
 * filled from elsewhere.
 *
 * @example
 * schemaFor("playhead", "") // "playhead"
 * schemaFor("playhead", "anna.") // "playhead_anna"
 */
export function schemaFor(schema: string, prefix: string): string {
  const own = prefix
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_|_$/g, "");
  return own === "" ? schema : `${schema}_${own}`.slice(0, LONGEST_NAME);
}

function requirePostgres(url: string): void {
  if (/^postgres(ql)?:\/\//.test(url)) return;
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(url)?.[0];
  throw badUrl(scheme === undefined ? "is no URL" : `begins with ${scheme}:, which is not PostgreSQL's`);
}

function schemaOf(url: string): string {
  const given = /[?&]schema=([^&]*)/.exec(url)?.[1];
  if (given === undefined) return SCHEMA;
  if (/^(?!pg_)[a-z_][a-z0-9_]{0,62}$/.test(given)) return given;
  throw badUrl("names a schema that can't be used: small letters, digits and underscores, at most 63");
}

function nameOf(url: string): string {
  try {
    const { host, port, database } = new pg.Client({ connectionString: url });
    return `${host}:${port}/${database ?? ""}`;
  } catch {
    // Whatever is said of it would tell the URL.
    throw badUrl("can't be understood");
  }
}

function badUrl(what: string): PlayheadError {
  return new PlayheadError("BAD_OPTION", `The database's URL (DATABASE_URL) ${what}`, {
    remedy:
      "write it as postgres://USER@HOST:PORT/DATABASE, with its password in PGPASSWORD or in the URL (special characters as %40 and the like); without DATABASE_URL, results are kept in a DuckDB file",
  });
}
