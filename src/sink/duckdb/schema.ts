import { DuckDBInstance } from "@duckdb/node-api";
import fs from "node:fs/promises";
import path from "node:path";
import { toDiskError } from "../../disk";
import type { Origin } from "../origin";
import { schemaSql } from "../schema";
import { explainFullDisk } from "./database-file";
import { DUCKDB } from "./dialect";
import { draftOf, removeDraft } from "./draft";
import { lookAt } from "./look-at";

/**
 * Makes the database file unless it is there. It appears with all its tables at once, or not at all.
 *
 * @throws PlayheadError DISK_FULL, HOME_NOT_WRITABLE, SINK_UNREADABLE where no file can be
 */
export async function ensureDatabase(file: string, origin: Origin): Promise<void> {
  if ((await lookAt(file)) !== undefined) return;
  const folder = path.dirname(file);
  await fs.mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw toDiskError(folder, error);
  });
  const draft = draftOf(file);
  try {
    await makeDatabase(draft, origin);
    // What a deleted file may have left behind belongs to that file.
    await fs.rm(`${file}.wal`, { force: true });
    // Of two who make it at the same moment one wins; link() refuses where rename() would replace.
    await fs.link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw toDiskError(folder, explainFullDisk(file, error));
  } finally {
    await removeDraft(draft);
  }
}

async function makeDatabase(file: string, origin: Origin): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    await connection.run(schemaSql(DUCKDB, origin));
    await connection.run("CHECKPOINT");
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

export async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}
