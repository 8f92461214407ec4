import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { uptime } from "node:os";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 200;
/** A lock file without a process id in it is being written, unless it is older than this. */
const WRITING_MS = 5_000;

/**
 * Waits until the lock is ours; it is given back when this process exits. The lock of a process that is gone, kill -9
 * and power cuts included, is taken over.
 *
 * @param {string} file
 * @param {(owner: number) => void} onWait called once when somebody else has it
 */
export async function takeLock(file, onWait) {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!tryLock(file)) {
    const owner = ownerOf(file);
    if (owner !== undefined && !told) onWait(owner);
    told ||= owner !== undefined;
    await delay(POLL_MS);
  }
  process.once("exit", () => {
    if (ownerOf(file) === process.pid) rmSync(file, { force: true });
  });
}

/** @param {string} file */
function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  if (isStale(file)) setAside(file);
  return false;
}

/** @param {string} file */
export function isStale(file) {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  const owner = ownerOf(file);
  if (owner === undefined) return Date.now() - stat.mtimeMs > WRITING_MS;
  // Process ids start anew when the machine does.
  const bootedAt = Date.now() - uptime() * 1000;
  return stat.mtimeMs < bootedAt || !isAlive(owner);
}

/** Of several that see the same stale lock one moves it away; who moved a fresh one by mistake puts it back. @param {string} file */
function setAside(file) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    // Another was quicker.
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (isStale(aside)) rmSync(aside, { force: true });
  else renameSync(aside, file);
}

/** @param {string} file @returns {number | undefined} */
function ownerOf(file) {
  try {
    const owner = Number.parseInt(readFileSync(file, "utf8"), 10);
    return owner > 0 ? owner : undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user exists too, though it may not be signalled.
    return error.code === "EPERM";
  }
}
