import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { toDiskError } from "../disk";
import { PlayheadError } from "../errors";
import { requireKnownFormat } from "./format";
import { homeParts, isHome, type HomePart } from "./parts";

/** What removing a home would remove, and what not. */
export interface PurgePlan {
  home: string;
  parts: HomePart[];
  /** What lies in the home's folder and is not this program's; with it, the folder stays. */
  stays: string[];
}

/**
 * Looks what is to be removed of a home, and refuses a folder that is none.
 *
 * @throws PlayheadError NO_HOME, HOME_FORMAT
 */
export async function planPurge(home: string): Promise<PurgePlan> {
  const stat = await fs.lstat(home).catch(() => undefined);
  if (stat === undefined) throw noHome(home, "there is no such folder");
  if (stat.isSymbolicLink()) throw noHome(home, `it is a link to ${await fs.readlink(home)}`);
  if ([path.parse(home).root, os.homedir()].includes(home)) throw noHome(home, "it is much more than a home");
  requireKnownFormat(home);
  const parts = await homeParts(home);
  const ours = parts.flatMap(({ paths }) => paths);
  if (!isHome(home)) throw noHome(home, "nothing of playhead's is in it");
  const all = (await fs.readdir(home)).map((name) => path.join(home, name));
  return { home, parts, stays: all.filter((file) => !ours.includes(file)) };
}

function noHome(home: string, reason: string): PlayheadError {
  return new PlayheadError("NO_HOME", `${home} can't be removed as a home of playhead: ${reason}`, {
    remedy: "name the home with PLAYHEAD_HOME, as `npx playhead status` shows it",
  });
}

/**
 * Removes what the plan says, and the folder, if nothing else is in it. The home's broker must have been stopped.
 *
 * @throws PlayheadError HOME_NOT_WRITABLE
 */
export async function purge({ home, parts, stays }: PurgePlan): Promise<void> {
  try {
    for (const file of parts.flatMap(({ paths }) => paths))
      await fs.rm(file, { recursive: true, force: true });
    if (stays.length === 0) await fs.rmdir(home);
  } catch (error) {
    throw toDiskError(home, error);
  }
}
