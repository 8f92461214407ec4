import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { withWritten } from "../src/compare/results";
import { diffRuns } from "../src/compare/row-diff";
import { withDatabase } from "../src/sink/duckdb/database-file";
import { DuckDBSink } from "../src/sink/duckdb/duckdb-sink";
import { ensureDatabase } from "../src/sink/duckdb/schema";
import { machineFacts, machineText } from "./report/machine";

/**
 * How long it takes to compare two runs of so many keys, one in miles and one in kilometres, in a database of its own.
 *
 * npx tsx bench/compare.ts [--keys 1000000]
 */
const { values } = parseArgs({ options: { keys: { type: "string", default: "1000000" } } });
const KEYS = Number(values.keys);
const ROUNDS = 5;

async function main(): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-bench-compare-"));
  const file = path.join(folder, "results.duckdb");
  try {
    await ensureDatabase(file, { clusterId: "bench", outputTopic: "distances", windowTopic: "windows" });
    await withDatabase(file, "READ_WRITE", async (connection) => {
      // One key in a hundred is a little longer in kilometres, one in a thousand is in one of the runs only.
      const value = (distance: string, unit: string): string =>
        `'{"track_id":"' || i || '","distance":' || ${distance} || ',"unit":"${unit}","points":' || i % 1000 || '}'`;
      const insert = (run: string, which: string, distance: string, unit: string): string => `
        INSERT INTO results SELECT '${run}', i::VARCHAR, ${value(distance, unit)}, epoch_ms(i), '0:' || i
        FROM range(${KEYS}) t(i) WHERE i % 1000 <> ${which}`;
      await connection.run(insert("miles", "1", "i * 1.2345678901::DOUBLE", "mi"));
      const longer = "i * 1.2345678901::DOUBLE * 1.609344 + CASE WHEN i % 100 = 0 THEN 0.001 ELSE 0 END";
      await connection.run(insert("kilometres", "2", longer, "km"));
    });
    print(machineText(machineFacts()));
    const times: number[] = [];
    const cpu = process.cpuUsage();
    for (let round = 0; round < ROUNDS; round++) {
      const from = performance.now();
      const diff = await withWritten(new DuckDBSink(file), ["miles", "kilometres"], (results) =>
        diffRuns(results, "miles", "kilometres"),
      );
      times.push(performance.now() - from);
      if (round === 0) print(JSON.stringify(diff?.counts));
    }
    times.sort((a, b) => a - b);
    const [shortest = NaN, median = NaN, longest = NaN] = [0, ROUNDS >> 1, ROUNDS - 1].map((at) => times[at]);
    const { user, system } = process.cpuUsage(cpu);
    const each = (user + system) / 1000 / ROUNDS;
    print(
      `two runs of ${KEYS} keys: median ${seconds(median)}, ${seconds(shortest)} to ${seconds(longest)}; ${seconds(each)} of CPU each`,
    );
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
