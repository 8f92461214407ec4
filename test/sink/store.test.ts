import path from "node:path";
import { expect, test } from "vitest";
import type { Run } from "../../src/processor/runs";
import { choosePromoted } from "../../src/sink/promotion";
import { queryDatabase } from "../../src/sink/query";
import { Store, type Step } from "../../src/sink/store";
import { errorOf } from "../fixtures/errors";
import { withDatabase } from "../../src/sink/database-file";
import { testPlace } from "../fixtures/place";

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
  const isCaughtUp = (one: Run): boolean => caughtUp.includes(one);
  return {
    rows: [],
    from: new Map(),
    to: new Map(),
    runs,
    caughtUp: isCaughtUp,
    promote: (promoted) => choosePromoted(promoted, runs, isCaughtUp),
    ...changes,
  };
}

async function openStore(): Promise<Store> {
  const file = path.join(await place.home(), `${place.unique("store")}.duckdb`);
  return Store.open(file, "cluster", "out");
}

const promotedIn = async ({ file }: Store) =>
  (await queryDatabase(file, "SELECT run_id FROM promoted")).map((row) => row["run_id"]);

test("a step is refused where the file stands elsewhere, and changes nothing then", async () => {
  const store = await openStore();
  const row = { runId: miles.id, key: "1", value: '{"distance":1,"unit":"mi"}', eventTime: 0, source: "0:0" };
  const first = step([miles], [], { rows: [row], from: new Map([[0, undefined]]), to: new Map([[0, 5]]) });
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

test("a writer that has not heard of the latest run does not bring back the one before it", async () => {
  const store = await openStore();
  await store.apply(step([miles, km], [miles, km]));
  expect(await promotedIn(store)).toEqual([km.id]);
  expect((await store.apply(step([miles], [miles]))).changedOver).toBeUndefined();
  expect(await promotedIn(store)).toEqual([km.id]);
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
  await store.apply(step([miles], [], { rows }));
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
  expect((await Store.open(file, "cluster", "out")).file).toBe(file);
  const cluster = await errorOf(Store.open(file, "elsewhere", "out"));
  expect(cluster).toMatchObject({ code: "SINK_OTHER_CLUSTER" });
  expect(cluster.message).toContain("of another Kafka cluster (cluster)");
  const topic = await errorOf(Store.open(file, "cluster", "anna.out"));
  expect(topic).toMatchObject({ code: "SINK_OTHER_CLUSTER" });
  expect(topic.message).toContain("of the topic out, not of anna.out");
  await withDatabase(file, "READ_WRITE", (connection) => connection.run("UPDATE origin SET format = 99"));
  expect(await errorOf(Store.open(file, "cluster", "out"))).toMatchObject({ code: "SINK_UNREADABLE" });
});
