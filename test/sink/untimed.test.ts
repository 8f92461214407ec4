import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { toDatetime } from "../../src/rewind/targets";
import { errorOf } from "../fixtures/errors";
import { gpxText } from "../fixtures/gpx";
import { testPlace } from "../fixtures/place";

const place = testPlace();

test("points without a time go all the way to the database, without one; a window of time refuses them", async () => {
  const file = path.join(await place.home(), "untimed.gpx");
  const timed = { lat: 1, lon: 2, time: "2023-03-06T07:12:00Z" };
  await fs.writeFile(file, gpxText([[[timed, { lat: 1, lon: 3 }]], [[{ lat: 5, lon: 6 }, timed]]]));
  const workbook = await place.workbook();
  await workbook.ingest(file);

  const window = { from: "2023-03-06T00:00:00Z", to: "2023-03-07T00:00:00Z" };
  const error = await errorOf(workbook.process(cumulativeDistance({ unit: "km" }), { window }));
  expect(error).toMatchObject({ code: "NO_EVENT_TIME" });
  expect(error.message).toContain("offset 1 ");

  const run = await workbook.process(cumulativeDistance({ unit: "km" }));
  expect((await workbook.outputs(run)).map(({ timestamp }) => timestamp)).toContain(-1);
  await workbook.write();
  const rows = await workbook.query("SELECT track_id, points, event_time FROM dist_calc ORDER BY track_id");
  expect(rows.map((row) => ({ ...row, points: Number(row["points"]) }))).toEqual([
    { track_id: "untimed.gpx/1", points: 2, event_time: null },
    { track_id: "untimed.gpx/2", points: 2, event_time: expect.anything() as unknown },
  ]);
  const [info] = await workbook.runs({ group: workbook.names.calculator });
  expect(info?.firstTime).toEqual(info?.lastTime);
  expect(info?.firstTime?.valueOf()).toBe(Date.UTC(2023, 2, 6, 7, 12));

  const plan = await workbook.rewind(workbook.names.calculator, toDatetime(timed.time));
  expect(plan.moves.map(({ newOffset }) => newOffset)).toEqual([0]);
  expect(plan.table.text).not.toContain("1969");
  expect((await workbook.playheads()).text).not.toContain("1969");
});
