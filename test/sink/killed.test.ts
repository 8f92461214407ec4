import fs from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest } from "../../src/rewind/targets";
import { exists } from "../../src/sink/schema";
import { playhead, startPlayhead } from "../fixtures/command";
import { testPlace } from "../fixtures/place";
import { contents, ingestTracks, lastOutputs, rowsOf, sinkPlace } from "./helpers";

const place = testPlace();
/** More rounds: TIMES=100 npx vitest run test/sink/killed.test.ts */
const ROUNDS = Number(process.env["TIMES"] ?? 3);

test(
  `killed at any moment, then finished: the same database as never killed (${ROUNDS} rounds)`,
  async () => {
    const here = await sinkPlace(place);
    const { workbook, names } = here;
    // Two runs over it are several of the writer's transactions, with a change-over among them.
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
      // Twice in each round, mostly once it has begun to write: before that it is loading.
      for (const part of [0.4 + 0.6 * Math.random(), 0.4 + 0.6 * Math.random()]) {
        const writer = startPlayhead(["write"], await here.env(home));
        await Promise.race([writer.finished, delay(duration * part)]);
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
