import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { readTrackRows, type ReadTrackRowsOptions } from "../../src/tracks/csv";
import type { CsvRow } from "../../src/tracks/csv-rows";

export const HEADER = "id,latitude,longitude,track_id,time";

/** The error that `promise` is rejected with. Fails where it is not. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("it should have failed and did not");
    },
    (error: unknown) => error,
  );
}

/** A folder for the files of one test file, removed after it. Returns a function that writes a file into it. */
export function tempFiles(): (content: string | Buffer, name?: string) => Promise<string> {
  let folder: Promise<string> | undefined;
  let count = 0;
  afterAll(async () => {
    if (folder !== undefined) await rm(await folder, { recursive: true });
  });
  return async (content, name) => {
    folder ??= mkdtemp(join(tmpdir(), "playhead-tracks-"));
    const file = join(await folder, name ?? `${++count}.csv`);
    await writeFile(file, content);
    return file;
  };
}

/** All rows of a file at once. */
export async function allRows(file: string, options?: ReadTrackRowsOptions): Promise<CsvRow[]> {
  const all: CsvRow[] = [];
  for await (const rows of readTrackRows(file, options)) all.push(...rows);
  return all;
}
