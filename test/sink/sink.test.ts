import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import type { Run } from "../../src/processor/runs";
import { describeRuns } from "../../src/runs/run-info";
import { allResultsSql } from "../../src/sink/schema";
import type { Sink, Step, Store } from "../../src/sink/sink";
import { startScript } from "../fixtures/command";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { postgresServer, withoutPostgres } from "../fixtures/postgres";
import { until } from "../fixtures/until";
import { promotion } from "../promotion/helpers";
import { failBefore } from "./failing-statement";
import { originFrom, rowsFrom } from "./made-up";
import { duckdbSinks, postgresSinks, type MakeSink } from "./sinks";

// What any sink promises, asked of each.
const place = testPlace();
const server = postgresServer();
const opened: Sink[] = [];
afterAll(() => Promise.all(opened.map((sink) => sink.close())));
/** More rounds: TIMES=100 npx vitest run test/sink/sink.test.ts */
const ROUNDS = Number(process.env["TIMES"] ?? 3);

function run(number: number, unit: string): Run {
  return {
    id: `g:raw:${number}`,
    group: "g",
    sourceTopic: "raw",
    outputTopic: "out",
    number,
    definition: { name: "distance", version: 1, parameters: { unit }, digest: "d" },
    partitions: 1,
    startedAt: number,
  };
}
const [miles, km] = [run(1, "mi"), run(2, "km")];

/** A step of a writer that knows these runs, and these as caught up. */
function step(runs: Run[], caughtUp: Run[], changes: Partial<Step> = {}): Step {
  const isCaughtUp = ({ id }: Run): boolean => caughtUp.some((one) => one.id === id);
  return {
    rows: [],
    from: new Map(),
    to: new Map(),
    runs: describeRuns(
      { byId: new Map(runs.map((one) => [one.id, one])), progress: new Map() },
      changes.promotions ?? [],
    ),
    caughtUp: isCaughtUp,
    promotions: [],
    covers: () => true,
    ...changes,
  };
}

const row = (key: string, value: object | string, runId = miles.id) => ({
  ...{ runId, key, eventTime: 0, source: "0:0" },
  value: typeof value === "string" ? value : JSON.stringify(value),
});

const sinks: [string, MakeSink, boolean][] = [
  ["DuckDB", duckdbSinks(place), false],
  ["PostgreSQL", postgresSinks(place, server, opened), withoutPostgres],
];

describe.each(sinks)("%s", (_name, make, skipped) => {
  describe.skipIf(skipped)("", () => {
    async function openStore(): Promise<{ sink: Sink; store: Store }> {
      const { sink } = await make();
      return { sink, store: await sink.store(originFrom("out"), "out") };
    }

    const promotedIn = async (sink: Sink) =>
      (await sink.query("SELECT run_id FROM promoted")).map(({ run_id }) => run_id);

    test("before anything was written there are no results, and asking makes nothing", async () => {
      const { sink } = await make();
      const error = await errorOf(sink.query(allResultsSql(sink.dialect)));
      expect(error.code).toBe("NO_RESULTS");
      expect(error.remedy).toContain("npx playhead write");
      expect((await errorOf(sink.withTable("SELECT 1", () => Promise.resolve()))).code).toBe("NO_RESULTS");
    });

    test("a step is refused where the sink stands elsewhere, and changes nothing then", async () => {
      const { sink, store } = await openStore();
      const first = step([miles], [], {
        rows: [row("1", { distance: 1, unit: "mi" })],
        from: new Map([[0, undefined]]),
        to: new Map([[0, 5]]),
        promotions: [promotion(null, miles)],
      });
      expect(await store.apply(first)).toMatchObject({
        applied: true,
        changedOver: { from: undefined, to: miles },
      });
      const late = { ...first, rows: [row("1", { distance: 2, unit: "mi" })] };
      expect(await store.apply(late)).toMatchObject({ applied: false, changedOver: undefined });
      expect(await store.positions()).toEqual(new Map([[0, 5]]));
      expect(await sink.query("SELECT track_id, distance FROM dist_calc")).toEqual([
        { track_id: "1", distance: 1 },
      ]);
    });

    test("a key's last row counts, whichever step it came with", async () => {
      const { sink, store } = await openStore();
      const rows = rowsFrom(0, 5000);
      await store.apply(step([miles], [], { rows, promotions: [promotion(null, miles)] }));
      await store.apply(step([miles], [], { rows: rowsFrom(10, 20, "km") }));
      await store.apply(step([miles], [], { rows: rowsFrom(0, 5, "mi", km.id) }));
      expect(
        await sink.query(
          "SELECT run_id, value->>'unit' AS unit, count(*) AS n FROM results GROUP BY 1, 2 ORDER BY 3",
        ),
      ).toEqual([
        { run_id: km.id, unit: "mi", n: 5 },
        { run_id: miles.id, unit: "km", n: 10 },
        { run_id: miles.id, unit: "mi", n: 4990 },
      ]);
    });

    test("two writers at once: each offset is written once, by one of them", async () => {
      const made = await make();
      const stores = await Promise.all(
        [made.sink, made.again()].map((sink) => sink.store(originFrom("out"), "out")),
      );
      const STEPS = 10;
      const applied = await Promise.all(
        stores.map(async (store) => {
          let count = 0;
          for (let position = 0; position < STEPS * 100;) {
            const at = (await store.positions()).get(0);
            position = at ?? 0;
            if (position >= STEPS * 100) break;
            const outcome = await store.apply(
              step([miles], [], {
                rows: rowsFrom(position, position + 100),
                from: new Map([[0, at]]),
                to: new Map([[0, position + 100]]),
              }),
            );
            if (outcome.applied) count++;
          }
          return count;
        }),
      );
      expect(applied[0]! + applied[1]!).toBe(STEPS);
      expect(await made.sink.query("SELECT count(*) AS n, count(DISTINCT key) AS keys FROM results")).toEqual(
        [{ n: STEPS * 100, keys: STEPS * 100 }],
      );
    });

    test("whichever of its statements a step fails at, rows and offsets are of the same step", async () => {
      const { sink, store } = await openStore();
      let failed = 0;
      for (let statement = 1; ; statement++) {
        const at = (await store.positions()).get(0);
        const next = (at ?? 0) + 100;
        const failing = failBefore(statement);
        const apply = store.apply(
          step([miles], [], {
            rows: rowsFrom(at ?? 0, next),
            from: new Map([[0, at]]),
            to: new Map([[0, next]]),
            promotions: [promotion(null, miles)],
          }),
        );
        const outcome = await apply.catch(() => undefined).finally(failing.restore);
        const [state] = await sink.query("SELECT count(*) AS n, count(DISTINCT key) AS keys FROM results");
        const position = (await store.positions()).get(0) ?? 0;
        expect(state, `after statement ${statement}`).toEqual({ n: position, keys: position });
        if (outcome === undefined) failed++;
        if (failing.count() < statement) break;
      }
      expect(failed).toBeGreaterThan(5);
    });

    test(
      `killed in mid-step: rows and offsets are of the same step (${ROUNDS} rounds)`,
      async () => {
        const { sink, env } = await make();
        let reached = 0;
        for (let round = 0; round < ROUNDS; round++) {
          const writer = startScript(`${__dirname}/write-steps.ts`, [], { ...process.env, ...env });
          let told = "";
          writer.child.stdout.on("data", (text: string) => (told += text));
          await until("it has taken some steps", () => told.split("\n").length > 2);
          await delay(100 * Math.random());
          expect(writer.child.kill("SIGKILL")).toBe(true);
          await writer.finished;
          const [state] = await sink.query(
            "SELECT max(next_offset) AS position, (SELECT count(*) FROM results) AS n FROM progress",
          );
          expect(state?.["n"]).toBe(state?.["position"]);
          expect(Number(state?.["n"])).toBeGreaterThan(reached);
          reached = Number(state?.["n"]);
        }
      },
      60_000 + ROUNDS * 5000,
    );

    test("a writer that has not heard of the latest promotion does not bring back the run before it", async () => {
      const { sink, store } = await openStore();
      const promotions = [promotion(null, miles, true), promotion(miles, km, true)];
      await store.apply(step([miles, km], [miles, km], { promotions }));
      expect(await promotedIn(sink)).toEqual([km.id]);
      const late = step([miles], [miles], { promotions: promotions.slice(0, 1) });
      expect((await store.apply(late)).changedOver).toBeUndefined();
      expect(await promotedIn(sink)).toEqual([km.id]);
    });

    test("one that shows a run changes over once it covers the promoted one; one that shows none does at once", async () => {
      const { sink, store } = await openStore();
      const promotions = [promotion(null, miles, true), promotion(miles, km), promotion(km, null)];
      const apply = async (count: number, covers: boolean) =>
        (
          await store.apply(
            step([miles, km], [], { promotions: promotions.slice(0, count), covers: () => covers }),
          )
        ).changedOver;
      expect(await apply(1, false)).toMatchObject({ from: undefined, to: miles });
      expect(await apply(2, false)).toBeUndefined();
      expect(await promotedIn(sink)).toEqual([miles.id]);
      expect(await apply(2, true)).toMatchObject({ from: miles, to: km });
      expect(await apply(3, false), "none is always there").toMatchObject({ from: km, to: undefined });
      expect(await sink.query("SELECT * FROM dist_calc")).toEqual([]);
      expect(
        await sink.query("SELECT number, from_run, to_run, automatic FROM promotions ORDER BY number"),
        "each is mirrored once",
      ).toEqual([
        { number: 1, from_run: null, to_run: miles.id, automatic: true },
        { number: 2, from_run: miles.id, to_run: km.id, automatic: false },
        { number: 3, from_run: km.id, to_run: null, automatic: false },
      ]);
    });

    test("a reader who asks all the time while runs change over sees one run, whole", async () => {
      const made = await make();
      const store = await made.sink.store(originFrom("out"), "out");
      const rows = [...rowsFrom(0, 300, "mi", miles.id), ...rowsFrom(0, 300, "km", km.id)];
      const promotions = [promotion(null, miles)];
      await store.apply(step([miles, km], [], { rows, promotions }));
      const reader = made.again();
      let changing = true;
      const seen: unknown[] = [];
      const reading = (async () => {
        while (changing) {
          seen.push(await reader.query("SELECT unit, run_id, count(*) AS n FROM dist_calc GROUP BY 1, 2"));
        }
      })();
      for (let times = 0; times < 20; times++) {
        const [from, to] = times % 2 === 0 ? [miles, km] : [km, miles];
        promotions.push(promotion(from, to));
        await store.apply(step([miles, km], [], { rows: rows.slice(0, 50), promotions: [...promotions] }));
      }
      changing = false;
      await reading;
      expect(seen.length).toBeGreaterThan(3);
      for (const one of seen) {
        expect([
          [{ unit: "mi", run_id: miles.id, n: 300 }],
          [{ unit: "km", run_id: km.id, n: 300 }],
        ]).toContainEqual(one);
      }
    });

    test("a run that has caught up stays so, whatever a writer that lags behind knows of it", async () => {
      const { sink, store } = await openStore();
      const caughtUp = async () =>
        (await sink.query("SELECT caught_up FROM runs")).map(({ caught_up }) => caught_up);
      await store.apply(step([miles], []));
      expect(await caughtUp()).toEqual([false]);
      await store.apply(step([miles], [miles]));
      await store.apply(step([miles], []));
      expect(await caughtUp()).toEqual([true]);
    });

    test("an output whose fields are no numbers shows without them; the others are not in its way", async () => {
      const { sink, store } = await openStore();
      const rows = [
        row("1", { distance: "far", unit: "mi", points: "many" }),
        row("2", { distance: 1.5, unit: "mi", points: 3 }),
        row("3", { speed: 50 }),
        row("4", '{"points":99999999999999999999}'),
        row("5", { distance: " 2.5 ", points: "3.4" }),
        row("6", "7"),
        row("7", { distance: { deep: 1 }, points: null }),
        row("8", { distance: Number.MIN_VALUE, points: Number.MAX_SAFE_INTEGER }),
      ];
      await store.apply(step([miles], [], { rows, promotions: [promotion(null, miles)] }));
      expect(await sink.query("SELECT track_id, distance, unit, points FROM dist_calc ORDER BY 1")).toEqual([
        { track_id: "1", distance: null, unit: "mi", points: null },
        { track_id: "2", distance: 1.5, unit: "mi", points: 3 },
        { track_id: "3", distance: null, unit: null, points: null },
        { track_id: "4", distance: null, unit: null, points: null },
        { track_id: "5", distance: 2.5, unit: null, points: 3 },
        { track_id: "6", distance: null, unit: null, points: null },
        { track_id: "7", distance: null, unit: null, points: null },
        { track_id: "8", distance: Number.MIN_VALUE, unit: null, points: Number.MAX_SAFE_INTEGER },
      ]);
    });

    test("all results come in the order of the track ids: numbers by size, then texts by their bytes", async () => {
      const { sink, store } = await openStore();
      const rows = ["b", "10", "é", "9", "a", "Z", "101", "'; DROP TABLE results; --"].map((key) =>
        row(key, {}),
      );
      await store.apply(step([miles], [], { rows, promotions: [promotion(null, miles)] }));
      expect((await sink.query(allResultsSql(sink.dialect))).map(({ track_id }) => track_id)).toEqual([
        "9",
        "10",
        "101",
        "'; DROP TABLE results; --",
        "Z",
        "a",
        "b",
        "é",
      ]);
    });

    test("values come as JavaScript has them, JSON as it was written, and all survive JSON", async () => {
      const { sink, store } = await openStore();
      const text = '{"b": 1.50, "a":[1, 2],"b2":"ä"}';
      await store.apply(step([miles], [], { rows: [row("1", text)], promotions: [promotion(null, miles)] }));
      const [found] = await sink.query(
        `SELECT CAST(9007199254740991 AS BIGINT) AS whole, CAST(9007199254740993 AS BIGINT) AS big,
           CAST(1.5 AS DOUBLE PRECISION) AS fraction, NULL AS nothing, true AS yes, 'text' AS words,
           TIMESTAMP '2014-09-13 07:24:00.123' AS time, DATE '2014-09-13' AS day, sum(points) AS total,
           avg(points) AS average, count(*) AS n, max(r.value->>'a') AS part
         FROM dist_calc JOIN results r USING (run_id)`,
      );
      expect(found).toEqual({
        ...{ whole: 9007199254740991, big: "9007199254740993", fraction: 1.5, nothing: null, yes: true },
        ...{
          words: "text",
          time: new Date("2014-09-13T07:24:00.123Z"),
          day: new Date("2014-09-13T00:00:00Z"),
        },
        ...{ total: null, average: null, n: 1, part: expect.stringMatching(/^\[1, ?2\]$/) as string },
      });
      expect(await sink.query("SELECT value, event_time FROM results")).toEqual([
        { value: text, event_time: new Date(0) },
      ]);
      expect(JSON.parse(JSON.stringify(found))).toMatchObject({ big: "9007199254740993" });
    });

    test("what a query brings can be asked by DuckDB, with its types", async () => {
      const { sink, store } = await openStore();
      await store.apply(
        step([miles], [], { rows: rowsFrom(0, 25_000), promotions: [promotion(null, miles)] }),
      );
      const sql =
        "SELECT track_id, distance, points, event_time, version, distance > 5 AS far, NULL AS nothing FROM dist_calc";
      await sink.withTable(sql, async ({ connection, table }) => {
        const types = await connection.runAndReadAll(
          `DESCRIBE SELECT * EXCLUDE (version, nothing) FROM ${table}`,
        );
        expect(types.getRowsJS().map(([name, type]) => [name, type])).toEqual([
          ["track_id", "VARCHAR"],
          ["distance", "DOUBLE"],
          ["points", "BIGINT"],
          ["event_time", "TIMESTAMP"],
          ["far", "BOOLEAN"],
        ]);
        const sums = await connection.runAndReadAll(
          `SELECT count(*)::INTEGER, sum(distance), max(event_time), count(nothing)::INTEGER FROM ${table}`,
        );
        expect(sums.getRowsJS()).toEqual([[25_000, 312_487_500, new Date(Date.UTC(2024, 0, 1) + 24_999), 0]]);
      });
      expect((await errorOf(sink.withTable("no SQL", () => Promise.resolve()))).code).toBe("BAD_SQL");
    });

    test.each(["SELECT * FROM nowhere", "this is no SQL", "SELECT miles FROM dist_calc"])(
      "%s: refused, saying what can be asked",
      async (sql) => {
        const { sink } = await openStore();
        const error = await errorOf(sink.query(sql));
        expect(error.code).toBe("BAD_SQL");
        expect(error.remedy).toContain("dist_calc(track_id, distance, unit, run_id");
      },
    );

    test.each([
      "INSERT INTO origin VALUES ('x', 'y', 1)",
      "DELETE FROM results",
      "DROP VIEW dist_calc",
      "CREATE TABLE mine (i INTEGER)",
      "SELECT 1; COMMIT; DELETE FROM origin",
    ])("%s: a query can't write", async (sql) => {
      const { sink } = await openStore();
      await sink.query(sql).catch(() => undefined);
      expect(await sink.query("SELECT count(*) AS n FROM origin")).toEqual([{ n: 1 }]);
      expect(await sink.query("SELECT * FROM dist_calc")).toEqual([]);
      expect((await errorOf(sink.query("SELECT * FROM mine"))).code).toBe("BAD_SQL");
    });

    test("one of another cluster, of another topic or made by nobody knows whom is refused", async () => {
      const { sink } = await openStore();
      await sink.store(originFrom("out"), "out");
      const cluster = await errorOf(sink.store(originFrom("out", "elsewhere"), "out"));
      expect(cluster).toMatchObject({ code: "SINK_OTHER_CLUSTER" });
      expect(cluster.message).toContain("of another Kafka cluster (cluster)");
      const topic = await errorOf(sink.store(originFrom("anna.out"), "out"));
      expect(topic).toMatchObject({ code: "SINK_OTHER_CLUSTER" });
      expect(topic.message).toContain("of the topic out, not of anna.out");
      const rebuilt = await errorOf(sink.rebuild(originFrom("out", "elsewhere"), () => Promise.resolve()));
      expect(rebuilt.code).toBe("SINK_OTHER_CLUSTER");
    });

    test("an odd name of a cluster or a topic is just a name", async () => {
      const { sink } = await make();
      await sink.store(originFrom("a'b", `it's "$$"`), "out");
      expect(await sink.query("SELECT cluster_id FROM origin")).toEqual([{ cluster_id: `it's "$$"` }]);
      expect(await sink.query(allResultsSql(sink.dialect))).toEqual([]);
    });

    test("made by several at once, it is whole", async () => {
      const made = await make();
      const all = [made.sink, made.again(), made.again()];
      await Promise.all(all.map((sink) => sink.store(originFrom("out"), "out")));
      expect(await made.sink.query("SELECT count(*) AS n FROM origin")).toEqual([{ n: 1 }]);
    });

    test("rebuilt, readers see what was there until the new one is whole; if that fails, it stays", async () => {
      const made = await make();
      const { sink } = made;
      const reader = made.again();
      const count = async () => (await reader.query("SELECT count(*) AS n FROM dist_calc"))[0]?.["n"];
      const fill = async (target: Sink, rows: number): Promise<void> => {
        const store = await target.store(originFrom("out"), "out");
        const from = new Map([[0, (await store.positions()).get(0)]]);
        expect(from.get(0), "it begins empty").toBeUndefined();
        const all = {
          rows: rowsFrom(0, rows),
          from,
          to: new Map([[0, rows]]),
          promotions: [promotion(null, miles)],
        };
        expect((await store.apply(step([miles], [], all))).applied).toBe(true);
      };
      await fill(sink, 10);
      const failed = sink.rebuild(originFrom("out"), async (beside) => {
        await fill(beside, 4);
        throw new Error("in the middle");
      });
      await expect(failed).rejects.toThrow("in the middle");
      expect(await count()).toBe(10);
      const { filled, kept } = await sink.rebuild(originFrom("out"), async (beside) => {
        await fill(beside, 5);
        expect(await count()).toBe(10);
        return "filled";
      });
      expect({ filled, kept }).toEqual({ filled: "filled", kept: undefined });
      expect(await count()).toBe(5);
      const store = await sink.store(originFrom("out"), "out");
      expect(await store.positions()).toEqual(new Map([[0, 5]]));
    });
  });
});
