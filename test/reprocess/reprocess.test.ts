import fs from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { committedOffsets } from "../../src/kafka/offsets";
import { cumulativeDistance, type DistanceOutput } from "../../src/processor/library/cumulative-distance";
import { processFollowing } from "../../src/processor/process";
import { defineProcessor, type InputRecord } from "../../src/processor/processor";
import type { TrackPoint } from "../../src/tracks/track-point";
import type { Workbook } from "../../src/workbook";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { trackCsv } from "../fixtures/track-csv";
import { until } from "../fixtures/until";

const place = testPlace();
const miles = cumulativeDistance({ unit: "mi" });
const km = cumulativeDistance({ unit: "km" });

/** A live group over a topic of its own, in miles, whose results readers see. */
async function live(): Promise<{ workbook: Workbook; group: string; topic: string }> {
  const prefix = place.unique("reprocess");
  const workbook = await place.workbook({ prefix, home: path.join(await place.home(), prefix) });
  await workbook.ingest(workbook.dataFile, { partitions: 2 });
  await workbook.process(miles);
  await workbook.write();
  return { workbook, group: workbook.names.calculator, topic: workbook.names.source };
}

/** What readers see, in a form that two looks can be compared by. */
async function seen(workbook: Workbook): Promise<{ rows: unknown[]; unit: unknown; run: unknown }> {
  const rows = [...(await workbook.query())];
  const only = (column: string): unknown => {
    const values = [...new Set(rows.map((row) => row[column]))];
    expect(values).toHaveLength(1);
    return values[0];
  };
  return { rows, unit: only("unit"), run: only("run_id") };
}

let workbook: Workbook;
let group: string;
let topic: string;
beforeEach(async () => {
  ({ workbook, group, topic } = await live());
});

const offsets = async (of: string): Promise<unknown> =>
  (await committedOffsets(await place.connection(), of)).get(topic);

/** Appends a track that the topic does not have yet. */
async function addTrack(firstTrack: number, rows: number): Promise<void> {
  const file = path.join(await place.home(), `track-${firstTrack}.csv`);
  await fs.writeFile(file, trackCsv({ rows, tracks: 1, firstTrack }));
  await workbook.ingest(file);
}

test("beside: the live group and readers have what they had; the report says how the two compare", async () => {
  const [before, at] = [await seen(workbook), await offsets(group)];
  const reprocessed = await workbook.reprocess(km);
  expect(await seen(workbook)).toEqual(before);
  expect(await offsets(group)).toEqual(at);
  expect(reprocessed).toMatchObject({ passed: true, promoted: undefined, live: { group } });
  expect(reprocessed.run).toMatchObject({
    group: workbook.names.beside(group),
    recordsIn: 741,
    recordsOut: 741,
  });
  // A mile is 1.609344 km: the same lengths in other words.
  expect(reprocessed.comparison.counts).toMatchObject({ added: 0, removed: 0, changed: 0 });
  expect(reprocessed.text).toContain("✓ every key that readers see has a result");
  expect(reprocessed.text).toContain(before.run);
  expect(JSON.parse(JSON.stringify(reprocessed))).toMatchObject({ passed: true, promoted: null });
  // The group goes on as if nothing had been.
  await addTrack(501, 6);
  expect(await workbook.process(miles)).toMatchObject({ id: before.run, recordsIn: 6 });
});

test("promoted: readers change over at once, and the group goes on with the new definition", async () => {
  const before = await seen(workbook);
  const reprocessed = await (await workbook.reprocess(km)).promote();
  const after = await seen(workbook);
  expect(after).toMatchObject({ unit: "km", run: `${group}:${topic}:2` });
  expect(after.rows).toHaveLength(before.rows.length);
  expect(reprocessed.promoted).toMatchObject({ id: after.run, continues: reprocessed.run.id });
  expect(reprocessed.following).toBeUndefined();
  await reprocessed.promote();
  expect(await workbook.process(km)).toMatchObject({ id: after.run, recordsIn: 0, warmedUp: 0 });
  expect((await errorOf(workbook.process(miles))).code).toBe("DEFINITION_CHANGED");
  await addTrack(502, 6);
  expect(await workbook.process(km)).toMatchObject({ id: after.run, recordsIn: 6 });
  await workbook.write();
  expect(await seen(workbook)).toMatchObject({ unit: "km", run: after.run });
});

test("a member of this process is stopped for that moment and goes on with the new definition", async () => {
  const following = await workbook.follow(miles);
  await addTrack(503, 40);
  const reprocessed = await workbook.reprocess(km, { promote: true });
  await following.done;
  expect(reprocessed.following).toBeDefined();
  await addTrack(504, 40);
  await until("the new track has been followed", async () => {
    await workbook.write();
    return (await workbook.query()).some((row) => row["track_id"] === "504" && row["points"] === 40);
  });
  expect(await seen(workbook)).toMatchObject({ unit: "km", run: reprocessed.promoted?.id });
  await reprocessed.following?.stop();
});

test("promoted by its id, later: a dry run first, then the group goes on with it, once", async () => {
  const before = await seen(workbook);
  const { run } = await workbook.reprocess(km);
  const plan = await workbook.promote(run.id);
  expect(plan.text).toContain(`${group} would go on with this definition`);
  expect(await seen(workbook)).toEqual(before);
  await plan.execute();
  const after = await seen(workbook);
  expect(after).toMatchObject({ unit: "km", run: `${group}:${topic}:2` });
  await (await workbook.promote(run.id)).execute();
  expect(await seen(workbook)).toEqual(after);
  expect(await workbook.process(km)).toMatchObject({ id: after.run, recordsIn: 0 });
  // Readers can be given the run of before again; the group stays where it is.
  const undo = await workbook.undo();
  await undo.execute();
  expect(await seen(workbook)).toEqual(before);
});

test("members of another process make promoting refuse: they go on, and nothing is changed", async () => {
  const connection = await place.connect();
  const { names } = workbook;
  const stranger = await processFollowing(
    { connection, names, processor: miles, group, sourceTopic: topic, outputTopic: names.output },
    {},
  );
  const before = await seen(workbook);
  const reprocessed = await workbook.reprocess(km);
  const error = await errorOf(reprocessed.promote());
  expect(error.code).toBe("GROUP_ACTIVE");
  expect(error.message).toContain("test on 127.0.0.1");
  expect(await seen(workbook)).toEqual(before);
  await addTrack(505, 5);
  const report = await stranger.stop();
  expect(report.id).toBe(before.run);
  // With them gone it can be done after all.
  await reprocessed.promote();
  expect(await seen(workbook)).toMatchObject({ unit: "km" });
});

test("what does not hold is said, and is not promoted unless the caller decides so", async () => {
  const only101 = defineProcessor({
    name: "only-101",
    initialState: null,
    step: (state: null, { key }: InputRecord<TrackPoint>): [null, DistanceOutput | undefined] => [
      state,
      key === "101" ? ({ track_id: key, distance: 1, unit: "km", points: 1 } as DistanceOutput) : undefined,
    ],
  });
  const before = await seen(workbook);
  const error = await errorOf(workbook.reprocess(only101, { promote: true }));
  expect(error.code).toBe("CHECK_FAILED");
  expect(error.message).toContain("9 keys that readers see have no result");
  expect(await seen(workbook)).toEqual(before);
  const reprocessed = await workbook.reprocess(only101);
  expect(reprocessed.passed).toBe(false);
  await reprocessed.promote();
  expect((await seen(workbook)).rows).toHaveLength(1);
});

test("another definition begins anew, the same one goes on", async () => {
  const first = await workbook.reprocess(km);
  await addTrack(506, 5);
  expect((await workbook.reprocess(km)).run).toMatchObject({ id: first.run.id, recordsIn: 5 });
  const metres = await workbook.reprocess(cumulativeDistance({ unit: "km", algorithm: "haversine" }));
  expect(metres.run).toMatchObject({ recordsIn: 746 });
  expect(metres.run.id).not.toBe(first.run.id);
});

describe("refused", () => {
  test("where the group has made nothing yet", async () => {
    expect((await errorOf(workbook.reprocess(km, { group: place.unique("nobody") }))).code).toBe(
      "RUN_NOT_FOUND",
    );
  });

  test("where nothing was ever processed", async () => {
    const empty = await place.workbook({ prefix: place.unique("empty") });
    expect((await errorOf(empty.reprocess(km))).code).toBe("RUN_NOT_FOUND");
  });

  test("when cancelled: readers and offsets are as they were, and the next call goes on", async () => {
    const [before, at] = [await seen(workbook), await offsets(group)];
    for (const after of [0, 20, 60]) {
      const stop = new AbortController();
      const work = errorOf(workbook.reprocess(km, { signal: stop.signal, promote: true }));
      setTimeout(() => stop.abort(), after);
      expect((await work).code).toBe("ABORTED");
      expect(await seen(workbook)).toEqual(before);
      expect(await offsets(group)).toEqual(at);
    }
    expect(await workbook.reprocess(km)).toMatchObject({ passed: true });
  });
});
