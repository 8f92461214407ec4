import type { Stats } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { PlayheadError } from "../errors";
import { literal } from "./quote";
import { explainFullDisk } from "./duckdb/database-file";
import { draftOf, removeAbandonedDrafts, removeDraft } from "./duckdb/draft";
import type { DuckDBTable } from "./duckdb/table";
import { ExportReport } from "./export-report";
import { allResultsSql, runResultsSql } from "./schema";
import type { Sink } from "./sink";

export interface ExportWanted {
  /** The results of this run, whoever sees them. Default: those that readers see. */
  run?: string | { id: string };
  /** What this query brings. */
  sql?: string;
  /** Replace a file of that name; without it, one that is there is left as it is. */
  overwrite?: boolean;
}

/** How DuckDB writes a file of each ending: https://duckdb.org/docs/stable/sql/statements/copy#copy--to-options */
const FORMATS = {
  ".parquet": ({ runs, units }: Origins) =>
    `FORMAT parquet, COMPRESSION zstd, KV_METADATA {run_id: ${literal(runs.join(", "))}, unit: ${literal(units.join(", "))}}`,
  // Quoted as RFC 4180 has it; moments in UTC as ISO 8601.
  ".csv": () => "FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%gZ'",
};

/** Where rows come from. */
interface Origins {
  runs: string[];
  units: string[];
}

/**
 * Writes results into a file, whose ending says how: `.parquet` or `.csv`. It appears when it is whole, or not at all.
 * A Parquet file says of which run its rows are, and in which unit, in its metadata too: `run_id`, `unit`.
 *
 * @throws PlayheadError BAD_OPTION (another ending, a place that no file can have, or both a run and a query), FILE_EXISTS, RUN_NOT_FOUND
 *   (nothing of it is in the database), DISK_FULL, and as `Sink.query`
 */
export async function exportResults(
  sink: Sink,
  name: string,
  { run, sql, overwrite = false }: ExportWanted,
): Promise<ExportReport> {
  const file = path.resolve(name);
  const format = formatOf(file);
  if (run !== undefined && sql !== undefined) {
    throw new PlayheadError("BAD_OPTION", "Both a run and a query say what is to be exported", {
      remedy: "name one of them",
    });
  }
  const draft = draftOf(file);
  await requirePlace(file, draft, overwrite);
  const runId = typeof run === "object" ? run.id : run;
  const query =
    runId === undefined ? (sql ?? allResultsSql(sink.dialect)) : runResultsSql(sink.dialect, runId);
  return sink.withTable(query, async (table) => {
    const origins = { runs: await distinct(table, "run_id"), units: await distinct(table, "unit") };
    if (runId !== undefined && origins.runs.length === 0) throw runNotFound(sink, runId);
    await removeAbandonedDrafts(file);
    try {
      const rows = await copy(table, draft, format(origins));
      const { size } = await fs.stat(draft);
      if (overwrite) await fs.rename(draft, file);
      // link() refuses where rename() would replace.
      else
        await fs.link(draft, file).catch((error: NodeJS.ErrnoException) => {
          throw error.code === "EEXIST" ? fileExists(file) : error;
        });
      return new ExportReport(file, rows, size, origins.runs, origins.units);
    } catch (error) {
      throw explainFullDisk(file, error);
    } finally {
      await removeDraft(draft);
    }
  });
}

function formatOf(file: string): (origins: Origins) => string {
  const ending = path.extname(file).toLowerCase();
  if (Object.hasOwn(FORMATS, ending)) return FORMATS[ending as keyof typeof FORMATS];
  throw new PlayheadError("BAD_OPTION", `What ${path.basename(file)} is to be can't be told from its name`, {
    remedy: "let it end with .parquet or .csv",
  });
}

/** A link in the file's place is replaced, as a file is; what it leads to is left alone. */
async function requirePlace(file: string, draft: string, overwrite: boolean): Promise<void> {
  try {
    await fs.access(path.dirname(file), fs.constants.W_OK);
    // A name can be too long for the draft alone.
    const [found] = await Promise.all([file, draft].map(lookAt));
    if (found !== undefined && !overwrite) throw fileExists(file);
    if (found?.isDirectory()) throw noPlace(file, "it is a folder");
  } catch (cause) {
    throw cause instanceof PlayheadError
      ? cause
      : noPlace(file, (cause as NodeJS.ErrnoException).code, cause);
  }
}

async function lookAt(file: string): Promise<Stats | undefined> {
  return fs.lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

function noPlace(file: string, reason = "unknown", cause?: unknown): PlayheadError {
  return new PlayheadError("BAD_OPTION", `No file can be written as ${file}: ${reason}`, {
    remedy: "name a file in a folder that is there, and that you may write to",
    cause,
  });
}

/** What a column has, if there is such a column. */
async function distinct({ connection, table }: DuckDBTable, column: string): Promise<string[]> {
  const columns = (await connection.runAndReadAll(`SELECT * FROM ${table} LIMIT 0`)).columnNames();
  if (!columns.includes(column)) return [];
  const values = await connection.runAndReadAll(
    `SELECT DISTINCT ${column}::VARCHAR FROM ${table} WHERE ${column} IS NOT NULL ORDER BY 1`,
  );
  return values.getRowsJS().map(([value]) => value as string);
}

async function copy({ connection, table }: DuckDBTable, to: string, options: string): Promise<number> {
  const copied = await connection.runAndReadAll(
    `COPY (SELECT * FROM ${table}) TO ${literal(to)} (${options})`,
  );
  return Number(copied.getRowsJS()[0]?.[0]);
}

function fileExists(file: string): PlayheadError {
  return new PlayheadError("FILE_EXISTS", `${file} is there already, and was left as it is`, {
    remedy: "choose another name, or replace it: --overwrite, or { overwrite: true }",
  });
}

function runNotFound({ name }: Sink, runId: string): PlayheadError {
  return new PlayheadError("RUN_NOT_FOUND", `There are no results of the run ${runId} in ${name}`, {
    remedy: "see `npx playhead runs` for what there is, and bring it into the database: `npx playhead write`",
  });
}
