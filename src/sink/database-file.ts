import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";

/**
 * DuckDB lets one process at a time write a file, and none read it meanwhile. So nobody here keeps it open: each
 * piece of work opens the file, does its one transaction and closes it, and whoever finds it taken tries again.
 */
const PATIENCE = 10_000;
const RETRY_PAUSE = 15;
const SETTINGS = { autoinstall_known_extensions: "false", autoload_known_extensions: "false" };

/** Within one process DuckDB does not guard a file against being opened twice, so work on a file waits in line. */
const lines = new Map<string, Promise<unknown>>();

/**
 * Runs `work` with the database file open, then closes it.
 *
 * @throws PlayheadError SINK_BUSY where another program holds the file for more than ten seconds, DISK_FULL
 */
export function withDatabase<T>(
  file: string,
  access: "READ_ONLY" | "READ_WRITE",
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const before = lines.get(file) ?? Promise.resolve();
  const mine = before.then(() => openAndRun(file, access, work));
  const settled = mine.catch(() => undefined);
  lines.set(file, settled);
  void settled.then(() => {
    if (lines.get(file) === settled) lines.delete(file);
  });
  return mine;
}

async function openAndRun<T>(
  file: string,
  access: "READ_ONLY" | "READ_WRITE",
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await openPatiently(file, access);
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

async function openPatiently(file: string, access: "READ_ONLY" | "READ_WRITE"): Promise<DuckDBInstance> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await DuckDBInstance.create(file, { access_mode: access, ...SETTINGS });
    } catch (error) {
      if (!isLocked(error) || Date.now() > deadline) throw explain(file, error);
      await delay(RETRY_PAUSE);
    }
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && error.message.includes("Could not set lock on file");
}

function explain(file: string, error: unknown): unknown {
  if (error instanceof PlayheadError || !(error instanceof Error)) return error;
  if (isLocked(error)) {
    const holder = /held in (.*?\(PID \d+\))/.exec(error.message)?.[1] ?? "another program";
    return new PlayheadError("SINK_BUSY", `The database ${file} has been held for ten seconds by ${holder}`, {
      remedy: "close the database there (a reader that keeps it open keeps the writer out), then try again",
      cause: error,
    });
  }
  if (/No space left on device|ENOSPC/.test(error.message)) {
    return new PlayheadError("DISK_FULL", `No space is left on the disk of ${file}`, {
      remedy: "make room and run this again: the transaction was rolled back, nothing is half written",
      cause: error,
    });
  }
  if (/not a valid DuckDB database file|serialized from|newer version/i.test(error.message)) {
    return new PlayheadError(
      "SINK_UNREADABLE",
      `${file} can't be opened as a DuckDB database: ${error.message}`,
      {
        remedy:
          "choose another file with --db, or move this one away: `npx playhead write` rebuilds it from the topics",
        cause: error,
      },
    );
  }
  return error;
}
