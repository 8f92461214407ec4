import { parse } from "csv-parse/sync";
import { PlayheadError } from "../errors";
import { DuckDBSink } from "../sink/duckdb/duckdb-sink";
import { identifier } from "../sink/quote";
import type { Sink } from "../sink/sink";
import { openFile } from "../tracks/csv-file";
import type { ResultRow } from "./verdict";

/** What readers of a workbook's own database see. */
const READERS_VIEW = "dist_calc";

/** Where a DuckDB file says that it is one, and how. */
const MAGIC = { text: "DUCK", at: 8 } as const;

/** Bytes of a CSV file, which is read as a whole: some million rows. */
const MAX_CSV_BYTES = 64 * 1024 * 1024;

/** Characters of a header that a message shows. */
const COLUMNS_SHOWN = 500;

const COLUMNS = ["track_id", "distance"] as const;

/**
 * Reads a table of results from a CSV file with the columns `track_id`, `distance` and, if it is there, `unit`; or from
 * a table of a DuckDB file.
 *
 * @param table of the DuckDB file; default what readers of a workbook's database see
 * @throws PlayheadError FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_EMPTY, FILE_TOO_LARGE (CSV), BAD_CSV, MISSING_COLUMN,
 *   BAD_SQL, SINK_BUSY
 */
export async function readResults(file: string, table?: string): Promise<ResultRow[]> {
  const { handle, size } = await openFile(file);
  try {
    const head = Buffer.alloc(MAGIC.at + MAGIC.text.length);
    const { buffer, bytesRead } = await handle.read({ buffer: head, position: 0 });
    if (buffer.toString("latin1", MAGIC.at, bytesRead) !== MAGIC.text) {
      if (size > MAX_CSV_BYTES) throw tooLarge(file);
      return csvRows(file, await handle.readFile("utf8"));
    }
  } finally {
    await handle.close();
  }
  return readSink(new DuckDBSink(file), table);
}

function tooLarge(file: string): PlayheadError {
  return new PlayheadError("FILE_TOO_LARGE", `${file} has more than ${MAX_CSV_BYTES / 1024 / 1024} MiB`, {
    remedy: "check that it is a table of results, a row for each track, or make a DuckDB file of it",
  });
}

function csvRows(file: string, text: string): ResultRow[] {
  const options = { bom: true, trim: true, skip_empty_lines: true } as const;
  let header: string[];
  let rows: Record<string, string>[];
  try {
    header = parse(text, { ...options, to: 1 })[0] ?? [];
    rows = parse(text, { ...options, columns: true });
  } catch (cause) {
    throw new PlayheadError("BAD_CSV", `${file} is not well-formed CSV: ${(cause as Error).message}`, {
      remedy: "mend the line that is named, or write the table out again",
      cause,
    });
  }
  requireColumns(file, rows[0] ?? Object.fromEntries(header.map((name) => [name, ""])));
  return rows.map(({ track_id = "", distance = "", unit }) => ({ track_id, distance, unit }));
}

/**
 * The same of a table of a sink.
 *
 * @throws PlayheadError NO_RESULTS where nothing has been written, MISSING_COLUMN, BAD_SQL, SINK_BUSY, SINK_UNREACHABLE
 */
export async function readSink(sink: Sink, table = READERS_VIEW): Promise<ResultRow[]> {
  const rows = await sink.query(`SELECT * FROM ${identifier(table)}`);
  if (rows[0] !== undefined) requireColumns(sink.name, rows[0]);
  return rows.map(({ track_id, distance, unit }) => ({
    track_id: String(track_id),
    distance: typeof distance === "number" ? distance : String(distance ?? ""),
    unit: unit === undefined || unit === null ? undefined : String(unit),
  }));
}

/** @throws PlayheadError MISSING_COLUMN */
function requireColumns(file: string, row: Readonly<Record<string, unknown>>): void {
  for (const column of COLUMNS) {
    if (Object.hasOwn(row, column)) continue;
    throw new PlayheadError("MISSING_COLUMN", `${file} has no column ${column}`, {
      remedy: `name its columns track_id, distance and, if you like, unit; it has ${Object.keys(row).join(", ").slice(0, COLUMNS_SHOWN)}`,
    });
  }
}
