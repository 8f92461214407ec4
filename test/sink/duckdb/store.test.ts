import path from "node:path";
import { expect, test } from "vitest";
import type { Run } from "../../../src/processor/runs";
import { describeRuns } from "../../../src/runs/run-info";
import { queryDatabase } from "../../../src/sink/duckdb/query";
import { DuckDBStore } from "../../../src/sink/duckdb/store";
import type { Step } from "../../../src/sink/sink";
import { errorOf } from "../../fixtures/errors";
import { withDatabase } from "../../../src/sink/duckdb/database-file";
import { testPlace } from "../../fixtures/place";
import { promotion } from "../../promotion/helpers";
import { originFrom } from "../helpers";

const place = testPlace();

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

async function openStore(): Promise<DuckDBStore> {
  const file = path.join(await place.home(), `${place.unique("store")}.duckdb`);
  return DuckDBStore.open(file, originFrom("out"));
}

const promotedIn = async ({ file }: DuckDBStore) =>
  (await queryDatabase(file, "SELECT run_id FROM promoted")).map((row) => row["run_id"]);

test("a step is refused where the file stands elsewhere, and changes nothing then", async () => {
  const store = await openStore();
  const row = { runId: miles.id, key: "1", value: '{"distance":1,"unit":"mi"}', eventTime: 0, source: "0:0" };
  const first = step([miles], [], {
    rows: [row],
    from: new Map([[0, undefined]]),
    to: new Map([[0, 5]]),
    promotions: [promotion(null, miles)],
  });
  expect(await store.apply(first)).toMatchObject({
    applied: true,
    changedOver: { from: undefined, to: miles },
  });
  const late = { ...first, rows: [{ ...row, value: '{"distance":2,"unit":"mi"}' }] };
  expect(await store.apply(late)).toMatchObject({ applied: false, changedOver: undefined });
  expect(await store.positions()).toEqual(new Map([[0, 5]]));
  expect(await queryDatabase(store.file, "SELECT track_id, distance FROM dist_calc")).toEqual([
    { track_id: "1", distance: 1 },
  ]);
});

test("a writer that has not heard of the latest promotion does not bring back the run before it", async () => {
  const store = await openStore();
  const promotions = [promotion(null, miles, true), promotion(miles, km, true)];
  await store.apply(step([miles, km], [miles, km], { promotions }));
  expect(await promotedIn(store)).toEqual([km.id]);
  const late = step([miles], [miles], { promotions: promotions.slice(0, 1) });
  expect((await store.apply(late)).changedOver).toBeUndefined();
  expect(await promotedIn(store)).toEqual([km.id]);
});

test("a file that shows a run changes over once it covers the promoted one; one that shows none does at once", async () => {
  const store = await openStore();
  const promotions = [promotion(null, miles, true), promotion(miles, km), promotion(km, null)];
  const apply = async (count: number, covers: boolean) =>
    (
      await store.apply(
        step([miles, km], [], { promotions: promotions.slice(0, count), covers: () => covers }),
      )
    ).changedOver;
  expect(await apply(1, false)).toMatchObject({ from: undefined, to: miles });
  expect(await apply(2, false)).toBeUndefined();
  expect(await promotedIn(store)).toEqual([miles.id]);
  expect(await apply(2, true)).toMatchObject({ from: miles, to: km });
  expect(await apply(3, false), "none is always there").toMatchObject({ from: km, to: undefined });
  expect(await queryDatabase(store.file, "SELECT * FROM dist_calc")).toEqual([]);
  expect(
    await queryDatabase(
      store.file,
      "SELECT number, from_run, to_run, automatic FROM promotions ORDER BY number",
    ),
    "each is mirrored once",
  ).toEqual([
    { number: 1, from_run: null, to_run: miles.id, automatic: true },
    { number: 2, from_run: miles.id, to_run: km.id, automatic: false },
    { number: 3, from_run: km.id, to_run: null, automatic: false },
  ]);
});

test("a run that has caught up stays so, whatever a writer that lags behind knows of it", async () => {
  const store = await openStore();
  const caughtUp = async () =>
    (await queryDatabase(store.file, "SELECT caught_up FROM runs")).map((row) => row["caught_up"]);
  await store.apply(step([miles], []));
  expect(await caughtUp()).toEqual([false]);
  await store.apply(step([miles], [miles]));
  await store.apply(step([miles], []));
  expect(await caughtUp()).toEqual([true]);
});

test("an output whose fields are no numbers shows without them; the others are not in its way", async () => {
  const store = await openStore();
  const row = (key: string, value: object) => ({
    runId: miles.id,
    key,
    value: JSON.stringify(value),
    eventTime: 0,
    source: "0:0",
  });
  const rows = [
    row("1", { distance: "far", unit: "mi", points: "many" }),
    row("2", { distance: 1.5, unit: "mi", points: 3 }),
    row("3", { speed: 50 }),
  ];
  await store.apply(step([miles], [], { rows, promotions: [promotion(null, miles)] }));
  expect(
    await queryDatabase(store.file, "SELECT track_id, distance, unit, points FROM dist_calc ORDER BY 1"),
  ).toEqual([
    { track_id: "1", distance: null, unit: "mi", points: null },
    { track_id: "2", distance: 1.5, unit: "mi", points: 3 },
    { track_id: "3", distance: null, unit: null, points: null },
  ]);
});

test("a file of another cluster, of another topic or of another version is refused", async () => {
  const { file } = await openStore();
  expect((await DuckDBStore.open(file, originFrom("out"))).file).toBe(file);
  const cluster = await errorOf(DuckDBStore.open(file, originFrom("out", "elsewhere")));
  expect(cluster).toMatchObject({ code: "SINK_OTHER_CLUSTER" });
  expect(cluster.message).toContain("of another Kafka cluster (cluster)");
  const topic = await errorOf(DuckDBStore.open(file, originFrom("anna.out")));
  expect(topic).toMatchObject({ code: "SINK_OTHER_CLUSTER" });
  expect(topic.message).toContain("of the topic out, not of anna.out");
  await withDatabase(file, "READ_WRITE", (connection) => connection.run("UPDATE origin SET format = 99"));
  expect(await errorOf(DuckDBStore.open(file, originFrom("out")))).toMatchObject({ code: "SINK_UNREADABLE" });
});
