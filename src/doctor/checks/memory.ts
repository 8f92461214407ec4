import fs from "node:fs";
import os from "node:os";
import { fine, hint, type Check } from "../check";

/** JupyterLab, one kernel with its frames and charts, and the broker, side by side; bytes. */
const NEEDED = 1_500_000_000;

/** Memory that is free now: what else runs on the laptop can be ended. */
export const memory: Check = {
  name: "free memory",
  look: () => {
    const free = available();
    const told = `${(free / 1e9).toFixed(1)} GB`;
    if (free >= NEEDED) return fine(told);
    return hint(told, "close other programs before the workshop: a browser with many tabs takes most.");
  },
};

/** Bytes. Linux counts its file cache as used, which it gives back when asked: its own estimate leaves that out. */
function available(): number {
  try {
    const kilobytes = /^MemAvailable:\s+(\d+) kB$/m.exec(fs.readFileSync("/proc/meminfo", "utf8"))?.[1];
    if (kilobytes !== undefined) return Number(kilobytes) * 1024;
  } catch {
    // Not Linux.
  }
  return os.freemem();
}
