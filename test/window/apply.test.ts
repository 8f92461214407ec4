import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readJournal } from "../../src/journal/journal";
import { listOffsets } from "../../src/kafka/offsets";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest } from "../../src/rewind/targets";
import { JUPYTER_DISPLAY } from "../../src/view/mime";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { rowsOf, sinkPlace } from "../sink/helpers";

const place = testPlace();

/** Track 1 lies in the hour after twelve, track 2 only partly. */
const CSV = `id,latitude,longitude,track_id,time
1,41.0,2.0,1,2023-03-09 12:10
2,41.1,2.0,1,2023-03-09 12:20
3,41.0,2.0,2,2023-03-09 12:30
4,41.2,2.0,2,2023-03-09 13:10
5,41.0,2.0,3,2023-03-09 14:10
`;
const window = { from: "2023-03-09T12:00:00Z", to: "2023-03-09T13:00:00Z" };

test("the results of keys wholly in the window are replaced in a run of its own; a plan changes nothing", async () => {
  const here = await sinkPlace(place);
  const { workbook, names } = here;
  const csv = path.join(here.home, "tracks.csv");
  await fs.writeFile(csv, CSV);
  await workbook.ingest(csv);
  const live = await workbook.process(cumulativeDistance({ unit: "km", algorithm: "haversine" }));
  await workbook.write();
  const better = await workbook.process(cumulativeDistance({ unit: "km" }), { window });
  const miles = await workbook.process(cumulativeDistance({ unit: "mi" }), {
    window,
    group: place.unique("miles"),
  });
  expect((await errorOf(workbook.applyWindow(miles))).code).toBe("UNITS_DIFFER");
  expect((await errorOf(workbook.applyWindow(live))).code).toBe("BAD_OPTION");
  expect((await errorOf(workbook.applyWindow({ id: "none" }))).code).toBe("RUN_NOT_FOUND");

  const connection = await place.connection();
  const ends = async () => [...(await listOffsets(connection, names.output, "latest"))];
  const before = await ends();
  const plan = await workbook.applyWindow(better);
  expect(plan.replaced.map(({ key }) => key)).toEqual(["1"]);
  expect([...plan.leftAlone]).toEqual([{ key: "2", why: "it has records after the window" }]);
  expect(plan[JUPYTER_DISPLAY]()["text/plain"]).toContain("Dry run: would replace 1 result");
  expect(await ends()).toEqual(before);
  const journaled = await readJournal(connection, names.journal);

  await plan.execute();
  await plan.execute();
  const { run } = plan;
  expect(run).toMatchObject({ group: live.group, number: 2, continues: live.id, patch: better.id });
  expect(run?.definition).toEqual(live.definition);
  expect(await readJournal(connection, names.journal)).toMatchObject([
    ...journaled,
    { type: "promotion", outputTopic: names.output, from: live.id, to: run?.id, automatic: false },
  ]);
  const [shown, patched] = [await rowsOf(workbook, here.file, live), await rowsOf(workbook, here.file, run!)];
  const outputs = await workbook.outputs(better);
  expect(patched).toEqual(new Map([...shown, ["1", outputs.findLast(({ key }) => key === "1")?.output]]));
  expect(patched.get("1")).not.toEqual(shown.get("1"));
  // A file that is built anew has them, too.
  await workbook.write({ rebuild: true });
  expect(await rowsOf(workbook, here.file, run!)).toEqual(patched);

  // The group goes on, and readers see what it puts out beside the rows that were replaced.
  await fs.writeFile(csv, `${CSV}6,41.3,2.0,2,2023-03-09 14:20\n`);
  await workbook.ingest(csv);
  expect(await workbook.process(cumulativeDistance({ unit: "km", algorithm: "haversine" }))).toMatchObject({
    id: run?.id,
    recordsIn: 1,
    warmedUp: 0,
  });
  await workbook.write();
  const seen = await workbook.query(
    "SELECT track_id, distance, points, run_id FROM dist_calc ORDER BY track_id",
  );
  expect(seen.map(({ points }) => points)).toEqual([2, 3, 1]);
  expect(new Set(seen.map(({ run_id }) => run_id))).toEqual(new Set([run?.id]));
  expect(seen[0]?.["distance"]).toBe((patched.get("1") as { distance: number }).distance);
});

test("what a group has put out since a plan was made is not lost: a new plan is asked for, and knows it", async () => {
  const here = await sinkPlace(place);
  const { workbook } = here;
  const csv = path.join(here.home, "tracks.csv");
  await fs.writeFile(csv, CSV);
  await workbook.ingest(csv);
  const processor = cumulativeDistance({ unit: "km", algorithm: "haversine" });
  await workbook.process(processor);
  await workbook.write();
  const exact = await workbook.process(cumulativeDistance({ unit: "km" }), { window });
  const plan = await workbook.applyWindow(exact);
  const later = "7,41.1,2.0,4,2023-03-09 15:00\n8,41.2,2.0,1,2023-03-09 12:59\n";
  await fs.writeFile(csv, CSV + later);
  await workbook.ingest(csv);
  await workbook.process(processor);
  await workbook.write();
  expect((await errorOf(plan.execute())).code).toBe("OFFSETS_MOVED");
  const anew = await workbook.applyWindow(exact);
  expect(anew.replaced).toHaveLength(0);
  expect([...anew.leftAlone]).toContainEqual({
    key: "1",
    why: "it has records in the window that came after it was processed",
  });
  const again = await workbook.process(cumulativeDistance({ unit: "km" }), {
    window,
    group: place.unique("again"),
  });
  await (await workbook.applyWindow(again)).execute();
  const seen = await workbook.query("SELECT track_id, points FROM dist_calc ORDER BY track_id");
  expect(seen.map(({ track_id, points }) => [track_id, points])).toEqual([
    ["1", 3],
    ["2", 2],
    ["3", 1],
    ["4", 1],
  ]);
});

test("a group with members, or one that was rewound, can't go on with other results: nothing is changed", async () => {
  const here = await sinkPlace(place);
  const { workbook } = here;
  const csv = path.join(here.home, "tracks.csv");
  await fs.writeFile(csv, CSV);
  await workbook.ingest(csv);
  const processor = cumulativeDistance({ unit: "km" });
  const live = await workbook.process(processor);
  await workbook.write();
  const plan = await workbook.applyWindow(await workbook.process(processor, { window }));
  const following = await workbook.follow(processor);
  expect((await errorOf(plan.execute())).code).toBe("GROUP_ACTIVE");
  await following.stop();
  await (await workbook.rewind(live.group, earliest())).execute();
  expect((await errorOf(plan.execute())).code).toBe("RUN_INCOMPLETE");
  expect(new Set((await workbook.query()).map(({ run_id }) => run_id))).toEqual(new Set([live.id]));
});
