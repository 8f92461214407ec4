import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Whether a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user exists too, though it may not be signalled.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Takes the lock file if it is free or its owner is dead. Returns whether it is ours now. */
export async function tryLock(file: string): Promise<boolean> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}`;
  await fs.writeFile(mine, String(process.pid));
  try {
    // link() is atomic: of several processes exactly one succeeds.
    await fs.link(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    await removeIfStale(file);
    return false;
  } finally {
    await fs.rm(mine, { force: true });
  }
}

async function readOwner(file: string): Promise<number | undefined> {
  const text = await fs.readFile(file, "utf8").catch(() => undefined);
  return text === undefined ? undefined : Number(text);
}

/** A lock left by a dead process is moved away first: whoever moved the wrong one puts it back. */
async function removeIfStale(file: string): Promise<void> {
  const owner = await readOwner(file);
  if (owner === undefined || isAlive(owner)) return;
  const away = `${file}.stale.${process.pid}`;
  try {
    await fs.rename(file, away);
  } catch {
    // Somebody else was quicker.
    return;
  }
  if ((await readOwner(away)) === owner) await fs.rm(away, { force: true });
  else await fs.rename(away, file);
}

/**
 * Runs `work` while holding the lock file, waiting for its owner to let go.
 *
 * @example
 * await withLock("/home/.playhead/broker/lock", () => startBroker());
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  while (!(await tryLock(file))) await delay(50);
  try {
    return await work();
  } finally {
    await fs.rm(file, { force: true });
  }
}
