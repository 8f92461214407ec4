import { existsSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";

/** One of the things that make up a home. */
export interface HomePart {
  what: string;
  /** Absolute. */
  paths: string[];
  /** What it takes of the disk: a sparse file counts with what is written of it. */
  bytes: number;
}

/** By the names that lie in a home's folder. What matches none of them is not ours. */
const PARTS: readonly [what: string, pattern: RegExp][] = [
  ["Kafka's log", /^broker$/],
  ["database", /^(results|fleet)\.duckdb/],
  ["executed notebooks", /^walkthrough$/],
  ["program's log", /^logs$/],
  ["other", /^(locks|(format\.json|fleet\.csv)(\.[0-9a-f]{12})?)$/],
];

/** One of them is in every home. */
const SIGNS = ["format.json", "broker", "results.duckdb"];

/** Whether a folder is a home, of whatever format. */
export function isHome(folder: string): boolean {
  return SIGNS.some((name) => existsSync(path.join(folder, name)));
}

/**
 * The parts of a home that are there, and how large they are. A home that is not there has none.
 *
 * @example
 * const parts = await homeParts("/work/.playhead"); // [{ what: "Kafka's log", paths: ["/work/.playhead/broker"], bytes: 3_145_728 }, …]
 */
export async function homeParts(home: string): Promise<HomePart[]> {
  const names = await fs.readdir(home).catch(() => []);
  const parts = PARTS.map(async ([what, pattern]) => {
    const paths = names.filter((name) => pattern.test(name)).map((name) => path.join(home, name));
    const sizes = await Promise.all(paths.map(sizeOf));
    return { what, paths, bytes: sizes.reduce((sum, size) => sum + size, 0) };
  });
  return (await Promise.all(parts)).filter(({ paths }) => paths.length > 0);
}

/** A block of `stat`, whatever the file system's own are. */
const BLOCK = 512;

/** With all that lies below; links are not followed. Kafka removes files meanwhile: those count nothing. */
async function sizeOf(file: string): Promise<number> {
  const stat = await fs.lstat(file).catch(() => undefined);
  if (stat === undefined) return 0;
  const own = stat.blocks * BLOCK;
  if (!stat.isDirectory()) return own;
  const names = await fs.readdir(file).catch(() => []);
  const sizes = await Promise.all(names.map((name) => sizeOf(path.join(file, name))));
  return sizes.reduce((sum, size) => sum + size, own);
}
