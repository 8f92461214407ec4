import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { toDiskError } from "./disk";

const run = promisify(execFile);
const POLL = 50;

/**
 * Tells one process from every other, of another boot too: its id, and when it began. An id alone is given to a
 * stranger some day, and a lock held by a stranger would be waited for in vain.
 *
 * @returns undefined where there is no such process
 */
async function identityOf(pid: number): Promise<string | undefined> {
  try {
    const [stat, boot] = await Promise.all([
      fs.readFile(`/proc/${pid}/stat`, "utf8"),
      fs.readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // Field 22, counted after the command's name, which is in parentheses and may hold spaces itself.
    const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${pid} ${started} ${boot.trim()}`;
  } catch {
    // Without /proc (macOS), ps tells; it fails where there is no such process.
    return run("ps", ["-o", "lstart=", "-p", String(pid)]).then(
      ({ stdout }) => `${pid} ${stdout.trim()}`,
      () => undefined,
    );
  }
}

let mine: Promise<string | undefined> | undefined;

/** Makes the file with this process's identity, if there is none. */
async function claim(file: string): Promise<boolean> {
  mine ??= identityOf(process.pid);
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await fs.writeFile(draft, (await mine) ?? "");
    // link() is atomic: of several callers exactly one succeeds, and the file is never there without its content.
    await fs.link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  } finally {
    await fs.rm(draft, { force: true });
  }
}

async function isStale(file: string): Promise<boolean> {
  const owner = await fs.readFile(file, "utf8").catch(() => undefined);
  return owner !== undefined && (await identityOf(Number.parseInt(owner))) !== owner;
}

/** One at a time: of two that see the same stale lock, the slower could remove the lock taken in between. */
async function removeStale(file: string): Promise<void> {
  const guard = `${file}.guard`;
  if (!(await claim(guard))) {
    if (await isStale(guard)) await fs.rm(guard, { force: true });
    return;
  }
  try {
    if (await isStale(file)) await fs.rm(file, { force: true });
  } finally {
    await fs.rm(guard, { force: true });
  }
}

/**
 * Runs `work` while holding the lock file, waiting for its owner to let go. A lock whose owner has died is free.
 *
 * @throws PlayheadError DISK_FULL, HOME_NOT_WRITABLE
 * @example
 * await withLock("/home/.playhead/broker/lock", () => startBroker());
 */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await acquire(file).catch((error: unknown) => {
    throw toDiskError(path.dirname(file), error);
  });
  try {
    return await work();
  } finally {
    await fs.rm(file, { force: true });
  }
}

async function acquire(file: string): Promise<void> {
  await fs.mkdir(path.dirname(file), { recursive: true });
  while (!(await claim(file))) {
    if (await isStale(file)) await removeStale(file);
    else await delay(POLL);
  }
}
