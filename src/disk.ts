import { PlayheadError } from "./errors";

const FULL = ["ENOSPC", "EDQUOT"];
const FORBIDDEN = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "ELOOP", "ENAMETOOLONG"];

/** The error for a disk without space. */
export function diskFull(folder: string, cause?: unknown): PlayheadError {
  return new PlayheadError("DISK_FULL", `No space is left on the disk of ${folder}`, {
    remedy: "make room, or point PLAYHEAD_HOME to a folder on another disk; what had been written is safe",
    cause,
  });
}

/**
 * Puts into words what the operating system says when it refuses to write to a folder of the home.
 *
 * @returns a PlayheadError DISK_FULL or HOME_NOT_WRITABLE, or the error itself where it is another one
 */
export function toDiskError(folder: string, error: unknown): unknown {
  const { code = "", syscall } = error as NodeJS.ErrnoException;
  if (FULL.includes(code)) return diskFull(folder, error);
  // Folders are made with those above them: what is missing then is what a link leads to.
  const leadsNowhere = code === "ENOENT" && syscall === "mkdir";
  if (!leadsNowhere && !FORBIDDEN.includes(code)) return error;
  return new PlayheadError("HOME_NOT_WRITABLE", `The folder ${folder} can't be written to (${code})`, {
    remedy: "point PLAYHEAD_HOME to a folder that you may write to",
    cause: error,
  });
}
