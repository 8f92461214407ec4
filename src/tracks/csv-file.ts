import { open, type FileHandle } from "node:fs/promises";
import { PlayheadError } from "../errors";

/** A file that is open for reading. The caller closes the handle. */
export interface OpenFile {
  handle: FileHandle;
  /** In bytes, when it was opened. */
  size: number;
}

/**
 * Opens an ordinary file for reading.
 *
 * @throws PlayheadError FILE_NOT_FOUND, FILE_NOT_READABLE (a directory, a pipe, no permission), FILE_EMPTY (0 bytes).
 */
export async function openFile(file: string): Promise<OpenFile> {
  const handle = await open(file, "r").catch((cause: unknown) => {
    throw openError(file, cause);
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) {
      const kind = stat.isDirectory() ? "a directory" : "not an ordinary file";
      throw new PlayheadError("FILE_NOT_READABLE", `${file} is ${kind}`, {
        remedy: "give the path of a CSV or GPX file; it is read twice, so a pipe won't do",
      });
    }
    if (stat.size === 0) {
      throw new PlayheadError("FILE_EMPTY", `${file} is empty: it has 0 bytes`, {
        remedy: "give a CSV file with a header and at least one row, or a GPX file with a track",
      });
    }
    return { handle, size: stat.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Tells a mistyped name before anything is started for it.
 *
 * @throws PlayheadError as {@link openFile}
 */
export async function requireFile(file: string): Promise<void> {
  await (await openFile(file)).handle.close();
}

function openError(file: string, cause: unknown): PlayheadError {
  const code = errnoOf(cause);
  if (code === "ENOENT" || code === "ENOTDIR") {
    return new PlayheadError("FILE_NOT_FOUND", `There is no file ${file}`, {
      remedy: `check the path; relative ones start at ${process.cwd()}`,
      cause,
    });
  }
  return readError(file, cause);
}

/** Says why an open file, or one that would not open, can't be read. */
export function readError(file: string, cause: unknown): PlayheadError {
  const code = errnoOf(cause);
  const reason =
    code === "EACCES" || code === "EPERM"
      ? "you have no permission to"
      : `the operating system says ${code ?? String(cause)}`;
  return new PlayheadError("FILE_NOT_READABLE", `${file} can't be read: ${reason}`, {
    remedy: "check that it is an ordinary file which you may read",
    cause,
  });
}

function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error && "code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
