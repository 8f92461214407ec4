import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../src/errors";
import { queryDatabase } from "../src/sink/duckdb/query";

/** What a reader has to tell; ms from the question to the answer. */
export interface Waits {
  asked: number;
  median: number;
  longest: number;
  /** Questions that got no answer. */
  refused: number;
  /** One more question, with nobody writing. */
  alone: number;
}

/** Five times a second. */
const INTERVAL = 200;
const [file = "", question = ""] = process.argv.slice(2);

let stopped = false;
process.stdin.resume().on("end", () => (stopped = true));

void (async () => {
  process.stdout.write("ready\n");
  const waits: number[] = [];
  let refused = 0;
  while (!stopped) {
    const began = Date.now();
    try {
      await queryDatabase(file, question);
      waits.push(Date.now() - began);
    } catch (error) {
      // The file is made in a moment.
      if (!(error instanceof PlayheadError && error.code === "NO_RESULTS")) refused++;
    }
    await delay(Math.max(0, began + INTERVAL - Date.now()));
  }
  const began = Date.now();
  await queryDatabase(file, question);
  const alone = Date.now() - began;
  waits.sort((a, b) => a - b);
  const told: Waits = {
    asked: waits.length + refused,
    median: waits[Math.floor(waits.length / 2)] ?? 0,
    longest: waits.at(-1) ?? 0,
    refused,
    alone,
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
})();
