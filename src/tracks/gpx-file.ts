import { createHash } from "node:crypto";
import { isUtf8 } from "node:buffer";
import { PlayheadError } from "../errors";
import { openFile, readError } from "./csv-file";
import { badGpx } from "./gpx-errors";

/**
 * The largest file, in bytes: some 300,000 points with time and elevation. A GPX file is parsed as a whole, which takes
 * up to 18 times its size in memory.
 */
export const MAX_GPX_BYTES = 32 * 1024 * 1024;

/** A file as a whole. */
export interface GpxFile {
  /** Without its byte order mark. */
  text: string;
  bytes: number;
  /** SHA-256 of the bytes, in hexadecimal. */
  digest: string;
}

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Reads a GPX file as a whole.
 *
 * @throws PlayheadError as {@link openFile} does; FILE_TOO_LARGE; BAD_GPX for bytes that are not UTF-8
 */
export async function readGpxFile(file: string): Promise<GpxFile> {
  const { handle, size } = await openFile(file);
  try {
    if (size > MAX_GPX_BYTES) throw tooLarge(file, size);
    const bytes = await handle.readFile().catch((cause: unknown) => Promise.reject(readError(file, cause)));
    if (!isUtf8(bytes) || bytes.includes(0)) throw badGpx(file, 1, "the text is not encoded as UTF-8");
    const text = bytes.toString("utf8");
    return {
      text: text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text,
      bytes: bytes.length,
      digest: createHash("sha256").update(bytes).digest("hex"),
    };
  } finally {
    await handle.close();
  }
}

function tooLarge(file: string, size: number): PlayheadError {
  const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
  return new PlayheadError(
    "FILE_TOO_LARGE",
    `${file} has ${mebibytes(size)} MiB; a GPX file is read as a whole, up to ${mebibytes(MAX_GPX_BYTES)} MiB`,
    { remedy: "split it into a file for each of its tracks, or convert it to CSV, which may be of any size" },
  );
}
