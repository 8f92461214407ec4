import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";

/** Where a database file is made before it takes the name it is to have: beside it, named after the process. */
export function draftOf(file: string): string {
  return `${file}.${process.pid}-${randomBytes(6).toString("hex")}.new`;
}

export async function removeDraft(draft: string): Promise<void> {
  for (const rest of [draft, `${draft}.wal`]) await fs.rm(rest, { force: true });
}

/** Removes what a killed process has left behind of its drafts of this file. */
export async function removeAbandonedDrafts(file: string): Promise<void> {
  const folder = path.dirname(file);
  const names = await fs.readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = pidOfDraft(name, path.basename(file));
    if (pid !== undefined && !isAlive(pid)) {
      await fs.rm(path.join(folder, name), { force: true, recursive: true });
    }
  }
}

/**
 * @example
 * pidOfDraft("results.duckdb.4711-0123456789ab.new", "results.duckdb") // 4711
 */
export function pidOfDraft(name: string, base: string): number | undefined {
  if (!name.startsWith(`${base}.`)) return undefined;
  const pid = /^(\d+)-[0-9a-f]{12}\.new(\..+)?$/.exec(name.slice(base.length + 1))?.[1];
  return pid === undefined ? undefined : Number(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one, too.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
