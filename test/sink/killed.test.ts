import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import type { RunReport } from "../../src/processor/run-report";
import { earliest } from "../../src/rewind/targets";
import { exists } from "../../src/sink/duckdb/schema";
import { playhead, startPlayhead } from "../fixtures/command";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import { contents, ingestTracks, lastOutputs, rowsOf, sinkPlace } from "./helpers";

const place = testPlace();
/** More rounds: TIMES=100 npx vitest run test/sink/killed.test.ts */
const ROUNDS = Number(process.env["TIMES"] ?? 3);

test(
  `killed at any moment, then finished: the same database as never killed (${ROUNDS} rounds)`,
  async () => {
    const here = await sinkPlace(place);
    const { workbook, names } = here;
    // Two runs: the first is what readers would see if the second were not there.
    await ingestTracks(here, { rows: 40_000, tracks: 2000 });
    const miles = await workbook.process(cumulativeDistance({ unit: "mi" }));
    await (await workbook.rewind(names.calculator, earliest())).execute();
    const km = await workbook.process(cumulativeDistance({ unit: "km" }));
    const last = await Promise.all([miles, km].map((run) => lastOutputs(workbook, run)));

    const never = path.join(here.home, "never");
    const began = Date.now();
    const whole = await playhead(["write", "--json"], await here.env(never));
    const duration = Date.now() - began;
    expect(whole).toMatchObject({ code: 0, stdout: expect.stringContaining('"outputs":80000') as string });
    const expected = await contents(workbook, path.join(never, "results.duckdb"));
    expect(expected["shown"]).toHaveLength(2000);

    let killed = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const home = path.join(here.home, `killed-${round}`);
      const file = path.join(home, "results.duckdb");
      await fs.mkdir(home);
      // Twice in each round: soon after it has made the file, and at any moment, mostly once it has begun to write.
      for (const moment of ["begun", "any"]) {
        const writer = startPlayhead(["write"], await here.env(home));
        if (moment === "begun") await until("there is a file", () => exists(file));
        const wait = moment === "begun" ? 200 * Math.random() : duration * (0.4 + 0.6 * Math.random());
        await Promise.race([writer.finished, delay(wait)]);
        if (writer.child.kill("SIGKILL")) killed++;
        await writer.finished;
        // What readers can open meanwhile is of one run.
        if (await exists(file)) {
          const [row] = await workbook.query("SELECT count(DISTINCT run_id) AS runs FROM dist_calc", {
            db: file,
          });
          expect(row?.["runs"]).toBeLessThanOrEqual(1);
        }
      }
      const finished = await playhead(["write"], await here.env(home));
      expect(finished.stderr).not.toContain("Unexpected");
      expect(finished.code).toBe(0);
      expect(await contents(workbook, file)).toEqual(expected);
      expect(await Promise.all([miles, km].map((run) => rowsOf(workbook, file, run)))).toEqual(last);
    }
    expect(killed, "some were killed at work").toBeGreaterThan(0);
    const mirror = (await workbook.groups()).filter(({ group }) => group === names.writer);
    expect(mirror).toMatchObject([{ lag: 0 }]);
  },
  120_000 + ROUNDS * 30_000,
);

test(
  "killed after each of its transactions, with ever more to write: what one that never was would have written",
  async () => {
    const here = await sinkPlace(place);
    const { workbook, home, file } = here;
    const position = (): Promise<number> =>
      workbook.query("SELECT sum(next_offset) AS position FROM progress").then(
        ([row]) => Number(row?.["position"] ?? 0),
        () => 0,
      );
    let run: RunReport | undefined;
    for (let round = 1; round <= ROUNDS + 1; round++) {
      await ingestTracks(here, { rows: 3000 * round, tracks: 150 });
      run = await workbook.process(cumulativeDistance({ unit: "mi" }));
      const before = await position();
      const writer = startPlayhead(["write", "--follow"], await here.env());
      await until("it has written some", async () => (await position()) > before);
      expect(writer.child.kill("SIGKILL")).toBe(true);
      await writer.finished;
    }
    await workbook.write();
    const never = path.join(home, "never.duckdb");
    await workbook.write({ db: never });
    expect(await contents(workbook, file)).toEqual(await contents(workbook, never));
    expect(await rowsOf(workbook, file, run as RunReport)).toEqual(
      await lastOutputs(workbook, run as RunReport),
    );
  },
  120_000 + ROUNDS * 30_000,
);
