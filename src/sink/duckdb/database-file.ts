import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import fs from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../../errors";
import { literal } from "../quote";

/**
 * DuckDB lets one process at a time write a file, and none read it meanwhile. So nobody here keeps it open: each
 * piece of work opens the file, does its one transaction and closes it, and whoever finds it taken tries again.
 */
const PATIENCE = 10_000;
const RETRY_PAUSE = 15;
/** Nothing is fetched from the network. */
export const SETTINGS = { autoinstall_known_extensions: "false", autoload_known_extensions: "false" };

type Access = "READ_ONLY" | "READ_WRITE";

/**
 * Within one process DuckDB does not guard a file against being opened twice, so work on a file waits in line. The
 * lines belong to the process: a notebook that reloads this module may still have a writer of the earlier one.
 */
const LINES = Symbol.for("playhead.database-lines");
const lines: Map<string, Promise<unknown>> = ((globalThis as { [LINES]?: Map<string, Promise<unknown>> })[
  LINES
] ??= new Map<string, Promise<unknown>>());

/**
 * Runs `work` with the database file open, then closes it. The file has to be there. What `work` has read stays
 * readable afterwards.
 *
 * @throws PlayheadError SINK_BUSY where another program holds the file for more than ten seconds, SINK_UNREADABLE,
 *   DISK_FULL
 */
export async function withDatabase<T>(
  file: string,
  access: Access,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  return inLine(file, (real) => openAndRun(real, access, work));
}

/**
 * Runs `work` with the database file attached to an instance that lives in memory, and in use there, then
 * detaches it: what is in that memory can be put into the file at once.
 *
 * @throws PlayheadError as {@link withDatabase}
 */
export async function withAttached<T>(
  connection: DuckDBConnection,
  file: string,
  work: () => Promise<T>,
): Promise<T> {
  return inLine(file, async (real) => {
    await patiently(real, () => connection.run(`ATTACH ${literal(real)} AS sink (TYPE duckdb, READ_WRITE)`));
    try {
      await connection.run("USE sink");
      return await work();
    } catch (error) {
      throw explain(real, error);
    } finally {
      await connection.run("USE memory");
      await connection.run("DETACH sink");
    }
  });
}

async function inLine<T>(file: string, work: (real: string) => Promise<T>): Promise<T> {
  // The same file by another name is the same file.
  const real = await fs.realpath(file).catch(() => file);
  const before = lines.get(real) ?? Promise.resolve();
  const mine = before.then(() => work(real));
  const settled = mine.catch(() => undefined);
  lines.set(real, settled);
  void settled.then(() => {
    if (lines.get(real) === settled) lines.delete(real);
  });
  return mine;
}

async function openAndRun<T>(
  file: string,
  access: Access,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await patiently(file, () =>
    DuckDBInstance.create(file, { access_mode: access, ...SETTINGS }),
  );
  try {
    const connection = await instance.connect();
    try {
      return await work(connection);
    } catch (error) {
      throw explain(file, error);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

async function patiently<T>(file: string, open: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!isLocked(error) || Date.now() > deadline) throw explainUnopened(file, error);
      await delay(RETRY_PAUSE);
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Could not set lock on file");
}

function explainUnopened(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (isLocked(error)) {
    const holder = /held in (.*?\(PID \d+\))/.exec(error.message)?.[1] ?? "another program";
    return new PlayheadError("SINK_BUSY", `The database ${file} has been held for ten seconds by ${holder}`, {
      remedy: "close the database there (a reader that keeps it open keeps the writer out), then try again",
      cause: error,
    });
  }
  const explained = explainFullDisk(file, error);
  return explained === error ? unreadable(file, error.message, error) : explained;
}

/** The refusal of a file that is not one of ours. */
export function unreadable(file: string, reason: string, cause?: unknown): PlayheadError {
  return new PlayheadError("SINK_UNREADABLE", `${file} can't be opened as a database of results: ${reason}`, {
    remedy:
      "choose another file with --db, or build this one anew from the topics: `npx playhead write --rebuild`",
    cause,
  });
}

/**
 * Whether DuckDB has come upon a part of the file that is cut off or has other bytes than it wrote: one is opened all the
 * same whose beginning is whole.
 */
export function isDamage(error: unknown): boolean {
  return (
    error instanceof Error &&
    /Could not read enough bytes|Corrupt database file|Failed to deserialize|has been invalidated/.test(
      error.message,
    )
  );
}

function explain(file: string, error: unknown): unknown {
  if (error instanceof PlayheadError) return error;
  const damaged = error instanceof Error && isDamage(error);
  return damaged ? unreadable(file, error.message, error) : explainFullDisk(file, error);
}

/** DuckDB says it in words only. */
export function explainFullDisk(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof PlayheadError) return error;
  if (!/No space left on device|ENOSPC|Disk quota exceeded/.test(error.message)) return error;
  return new PlayheadError("DISK_FULL", `No space is left on the disk of ${file}`, {
    remedy: "make room and run this again: the transaction was rolled back, nothing is half written",
    cause: error,
  });
}
