import { readFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { toDiskError } from "../disk";
import { PlayheadError } from "../errors";
import { VERSION } from "../installed";
import { writeWhole } from "../whole-file";

/** How a home is laid out: what lies where, and in which form. Counted up when an older program could not work with it. */
export const HOME_FORMAT = 1;

/** Says so, in the home. A home without it is of format 1: those made before there was such a file. */
const FORMAT_FILE = "format.json";

interface HomeFormat {
  format: number;
  /** The version of the program that made the home. */
  madeBy: string;
}

/**
 * Makes the home's folder unless it is there, for its owner alone, and writes down its format.
 *
 * @throws PlayheadError HOME_FORMAT, DISK_FULL, HOME_NOT_WRITABLE
 * @example
 * await makeHome("/work/.playhead"); // /work/.playhead/format.json: {"format":1,"madeBy":"0.7.0"}
 */
export async function makeHome(home: string): Promise<void> {
  if (readFormat(home) !== undefined) return requireKnownFormat(home);
  const format: HomeFormat = { format: HOME_FORMAT, madeBy: VERSION };
  try {
    await fs.mkdir(home, { recursive: true, mode: 0o700 });
    // Of several that make a home one is the last.
    await writeWhole(path.join(home, FORMAT_FILE), `${JSON.stringify(format)}\n`);
  } catch (error) {
    throw toDiskError(home, error);
  }
}

/**
 * Refuses a home that another version of this program has made in a form that is not known here. One that is not there
 * yet is fine.
 *
 * @throws PlayheadError HOME_FORMAT
 */
export function requireKnownFormat(home: string): void {
  const { format, madeBy } = readFormat(home) ?? { format: HOME_FORMAT, madeBy: VERSION };
  if (format === HOME_FORMAT) return;
  throw new PlayheadError(
    "HOME_FORMAT",
    `The home ${home} has format ${format}, made by playhead ${madeBy}; this is playhead ${VERSION}, which knows format ${HOME_FORMAT} only. Nothing in it was changed`,
    { remedy: `use playhead ${madeBy} or later with it, or name another home with PLAYHEAD_HOME` },
  );
}

/** What the home's file says; undefined where there is none. */
function readFormat(home: string): HomeFormat | undefined {
  const file = path.join(home, FORMAT_FILE);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw toDiskError(home, error);
  }
  try {
    const { format, madeBy } = JSON.parse(text) as Partial<HomeFormat>;
    if (Number.isSafeInteger(format) && typeof madeBy === "string")
      return { format: format as number, madeBy };
  } catch {
    // Told below: not JSON is as bad as other JSON.
  }
  throw new PlayheadError("HOME_FORMAT", `${file} does not say which format the home has`, {
    remedy: `if the home was made by playhead ${VERSION} or earlier, write {"format":${HOME_FORMAT},"madeBy":"${VERSION}"} into that file; else name another home with PLAYHEAD_HOME`,
  });
}
