import fs from "node:fs";
import path from "node:path";
import { fine, wrong, type Check } from "../check";

/** For the broker's data and the database of all notebooks, several times over; bytes. */
const NEEDED = 500_000_000;

/** The folder of broker and database: can it be written to, and has its disk room? */
export const home: Check = {
  name: "home folder",
  look: ({ config }) => {
    const folder = existing(config.home);
    try {
      fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
    } catch {
      return wrong(`${folder} can't be written to`, "make it yours, or name another with PLAYHEAD_HOME.");
    }
    const { bavail, bsize } = fs.statfsSync(folder);
    const free = `${((bavail * bsize) / 1e9).toFixed(1)} GB free`;
    if (bavail * bsize >= NEEDED) return fine(`${config.home}, ${free}`);
    return wrong(`${free} at ${config.home}`, "make room: half a gigabyte is enough.");
  },
};

/** The folder, or where it would be made. */
function existing(folder: string): string {
  return fs.existsSync(folder) || path.dirname(folder) === folder ? folder : existing(path.dirname(folder));
}
