import type { Stats } from "node:fs";
import fs from "node:fs/promises";
import { unreadable } from "./database-file";
import { draftOf } from "./draft";

/** What stops a path for good, whoever asks: a name too long, a file for a folder, links in a circle, a NUL in it. */
const NO_PATH = ["ENAMETOOLONG", "ENOTDIR", "ELOOP", "ERR_INVALID_ARG_VALUE"];

/**
 * What lies where a database is, or is to be; undefined where nothing does.
 *
 * @throws PlayheadError SINK_UNREADABLE where no file can be, or none beside it, of a longer name, to make it in
 */
export async function lookAt(file: string): Promise<Stats | undefined> {
  const [stats] = await Promise.all([statOf(file, file), statOf(draftOf(file), file)]);
  return stats;
}

async function statOf(place: string, file: string): Promise<Stats | undefined> {
  return fs.stat(place).catch((error: NodeJS.ErrnoException) => {
    const { code = "" } = error;
    if (NO_PATH.includes(code)) throw unreadable(file, `no file can have that name (${code})`, error);
    return undefined;
  });
}
