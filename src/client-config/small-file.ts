import fs from "node:fs";
import path from "node:path";
import { PlayheadError } from "../errors";
import { shown, type Property } from "./properties";

/** Settings, certificates and keys are smaller; bytes. */
const LARGEST = 4_194_304;

/**
 * Reads a file that a setting names.
 *
 * @throws PlayheadError FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_TOO_LARGE
 */
export function readSmallFile({ value, from }: Property): Buffer {
  const file = path.resolve(value);
  try {
    const found = fs.statSync(file);
    if (!found.isFile()) throw new Error("it is no file");
    if (found.size <= LARGEST) return fs.readFileSync(file);
  } catch (error) {
    throw notReadable(shown(file), from, error as NodeJS.ErrnoException);
  }
  throw new PlayheadError(
    "FILE_TOO_LARGE",
    `${shown(file)} (${from}) is larger than ${LARGEST / 1_048_576} MB`,
    {
      remedy: "name the file of settings or certificates, which is much smaller",
    },
  );
}

function notReadable(file: string, from: string, error: NodeJS.ErrnoException): PlayheadError {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return new PlayheadError("FILE_NOT_FOUND", `${file} (${from}) does not exist`, {
      remedy: "check its path: one in a file of properties starts at that file's folder",
      cause: error,
    });
  }
  return new PlayheadError(
    "FILE_NOT_READABLE",
    `${file} (${from}) can't be read: ${error.code ?? error.message}`,
    {
      remedy: "name a file, and see that you may read it",
      cause: error,
    },
  );
}
