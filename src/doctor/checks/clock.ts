import fs from "node:fs";
import path from "node:path";
import { fine, wrong, type Check } from "../check";

/** A file of the project can't be from the future; clocks may differ a little. Milliseconds. */
const TOLERANCE = 3_600_000;

/** The clock: one that is behind makes a shared broker refuse records, and every time in a table is off. */
export const clock: Check = {
  name: "clock",
  look: ({ root }) => {
    const made = fs.statSync(path.join(root, "package.json")).mtimeMs;
    const now = Date.now();
    const told = `${new Date(now).toISOString().slice(0, 16)}Z`;
    if (now >= made - TOLERANCE) return fine(told);
    const date = new Date(made).toISOString().slice(0, 10);
    return wrong(
      `${told}, but this project is of ${date}`,
      "set the clock, or let it be set by the network.",
    );
  },
};
