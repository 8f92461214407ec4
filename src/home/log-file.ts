import fs from "node:fs";
import path from "node:path";

interface Bounds {
  /** A file grows to so many bytes, then a new one is begun. */
  largest: number;
  /** So many full ones are kept. */
  kept: number;
}
const BOUNDS: Bounds = { largest: 1_000_000, kept: 4 };
const NAME = "playhead.log";
const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = fs.constants;
/** Not through a link: what it leads to is no log of ours. */
const APPEND = O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW;
/** A full one has the moment in its name at which it was put aside. */
const FULL = /^playhead-[\d-]+T[\d-]+Z-\d+\.log$/;

/**
 * Appends a line to the log in this folder. Several processes do so at once: each line is one write at the file's end
 * (O_APPEND), and the file is opened for each, so that nobody goes on in one that another has put aside. Putting aside
 * is a rename to a name of its own: who comes second puts aside a short one, and nothing is lost.
 *
 * @throws Error of the file system
 */
export function appendToLog(folder: string, line: string, { largest, kept } = BOUNDS): void {
  const file = path.join(folder, NAME);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if ((fs.lstatSync(file, { throwIfNoEntry: false })?.size ?? 0) >= largest) putAside(folder, file, kept);
  const opened = fs.openSync(file, APPEND, 0o600);
  try {
    fs.appendFileSync(opened, `${line}\n`);
  } finally {
    fs.closeSync(opened);
  }
}

function putAside(folder: string, file: string, kept: number): void {
  const moment = new Date().toISOString().replace(/[:.]/g, "-");
  try {
    fs.renameSync(file, path.join(folder, `playhead-${moment}-${process.pid}.log`));
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const full = fs.readdirSync(folder).filter((name) => FULL.test(name));
  for (const name of full.sort().slice(0, -kept)) fs.rmSync(path.join(folder, name), { force: true });
}
