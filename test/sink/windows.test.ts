import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readJournal } from "../../src/journal/journal";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import type { QueryRow } from "../../src/sink/rows";
import { commandHere } from "../fixtures/command-here";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { trackCsvRows } from "../fixtures/track-csv";
import { until } from "../fixtures/until";
import { contents, ingestTracks, lastOutputs, rowsOf, sinkPlace, type SinkPlace } from "./helpers";

const place = testPlace();
const km = cumulativeDistance({ unit: "km" });
/** A row a minute, from 00:01 on; each of the ten tracks has four of its twelve points in the window. */
const SHAPE = { rows: 120, tracks: 10 };
const WINDOW = { from: "2023-01-01T00:41Z", to: "2023-01-01T01:21Z" };

/** A place with a live run that is written. */
async function live(): Promise<SinkPlace> {
  const here = await sinkPlace(place);
  await ingestTracks(here, SHAPE);
  await here.workbook.process(km);
  await here.workbook.write();
  return here;
}

/** What is in the view, of all windows or of one. */
async function windowRows({ workbook }: SinkPlace, run?: { id: string }): Promise<QueryRow[]> {
  const where = run === undefined ? "" : `WHERE run_id = '${run.id}'`;
  return [
    ...(await workbook.query(
      `SELECT * FROM window_calc ${where} ORDER BY warm_up, TRY_CAST(track_id AS INTEGER)`,
    )),
  ];
}

test("windows stand side by side in a table of their own; what readers see is as it was", async () => {
  const here = await live();
  const { workbook, file, names } = here;
  expect(await windowRows(here)).toEqual([]);
  const before = await contents(workbook, file);
  const warm = await workbook.process(km, { window: WINDOW });
  const cold = await workbook.process(km, { window: { ...WINDOW, warmUp: false } });
  const report = await workbook.write();
  expect(report.toJSON()).toMatchObject({
    ...{ topic: names.output, outputs: 0, changes: [] },
    windows: { topic: names.windowOutput, outputs: 80 },
  });
  expect(report.text).toContain(`80 results of ${names.windowOutput} written`);

  for (const run of [warm, cold])
    expect(await rowsOf(workbook, file, run)).toEqual(await lastOutputs(workbook, run));
  const rows = await windowRows(here);
  expect(rows.map((row) => [row["warm_up"], row["run_id"]])).toEqual([
    ...Array.from({ length: 10 }, () => [false, cold.id]),
    ...Array.from({ length: 10 }, () => [true, warm.id]),
  ]);
  const last = (await workbook.outputs<{ distance: number }>(cold)).filter(({ key }) => key === "1").at(-1);
  expect(rows[0]).toEqual({
    ...{ track_id: "1", unit: "km", points: 4, distance: last?.output.distance, run_id: cold.id },
    ...{ processor: "cumulative-distance", version: 1 },
    event_time: new Date("2023-01-01T01:11Z"),
    ...{ window_from: new Date(WINDOW.from), window_to: new Date(WINDOW.to), warm_up: false },
  });
  expect(rows[10], "with what was before the window").toMatchObject({ track_id: "1", points: 8 });

  const after = await contents(workbook, file);
  expect(after["shown"]).toEqual(before["shown"]);
  expect([after["promoted"], after["promotions"]]).toEqual([before["promoted"], before["promotions"]]);
  expect((await workbook.write()).windows).toEqual({ topic: names.windowOutput, outputs: 0 });
  const mirror = (await workbook.groups()).filter(({ group }) => group === names.writer);
  expect(mirror.map(({ topic, lag }) => [topic, lag]).sort()).toEqual([
    [names.output, 0],
    [names.windowOutput, 0],
  ]);
});

test("no window is promoted, be it the first of all; nor may somebody do it", async () => {
  const here = await live();
  const { workbook, file, names } = here;
  const run = await workbook.process(km, { window: WINDOW });
  await workbook.write();
  const entries = await readJournal(await place.connection(), names.journal);
  expect(entries.map((entry) => "outputTopic" in entry && entry.outputTopic)).toEqual([names.output]);
  const before = await contents(workbook, file);
  expect((await errorOf(workbook.promote(run))).code).toBe("BAD_OPTION");
  expect((await workbook.write()).changes).toEqual([]);
  expect(await contents(workbook, file)).toEqual(before);
});

test("built anew, or its file deleted, the table of windows is there again", async () => {
  const here = await live();
  const { workbook, file, home, names } = here;
  await workbook.process(km, { window: WINDOW });
  await workbook.process(km, { window: { ...WINDOW, warmUp: false } });
  await workbook.write();
  const before = await contents(workbook, file);
  expect(before["windows"]).toHaveLength(20);
  const { code, stdout, stderr } = await commandHere(["write", "--rebuild", "--json"], await here.env());
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    outputs: 120,
    windows: { topic: names.windowOutput, outputs: 80 },
  });
  expect(await contents(workbook, file)).toEqual(before);
  const other = path.join(home, "other.duckdb");
  await workbook.write({ db: other });
  expect(await contents(workbook, other)).toEqual(before);
});

test("results that a window puts out to another topic are not written", async () => {
  const here = await live();
  const { workbook, file } = here;
  const before = await contents(workbook, file);
  await workbook.process(km, { window: WINDOW, output: place.unique("elsewhere") });
  expect((await workbook.write()).windows).toBeUndefined();
  expect(await contents(workbook, file)).toEqual(before);
});

test("a follower notices the first window, and has the windows again in a file that was deleted under it", async () => {
  const here = await live();
  const { workbook, file, home, names } = here;
  const writer = await workbook.followWriting();
  const run = await workbook.process(km, { window: WINDOW });
  await until("the window is in the table", async () => (await windowRows(here, run)).length === 10);

  const shown = await contents(workbook, file);
  await fs.rm(file);
  // News of the output topic alone make a new file.
  await fs.appendFile(path.join(home, "tracks.csv"), trackCsvRows({ ...SHAPE, rows: 130 }, 120));
  await workbook.ingest(path.join(home, "tracks.csv"));
  await workbook.process(km);
  const there = () =>
    fs.access(file).then(
      () => true,
      () => false,
    );
  await until(
    "the new file has the window",
    async () => (await there()) && (await windowRows(here)).length === 10,
  );
  expect((await contents(workbook, file))["windows"]).toEqual(shown["windows"]);

  await fs.rm(file);
  // And news of the windows alone do.
  const alone = await workbook.process(km, { window: { ...WINDOW, warmUp: false } });
  await until(
    "the new file has both windows and what readers see",
    async () =>
      (await there()) &&
      (await windowRows(here, alone)).length === 10 &&
      (await workbook.query()).length === 10,
  );
  const report = await writer.stop();
  expect(report.windows).toEqual({ topic: names.windowOutput, outputs: 40 + 40 + 80 });
  const second = path.join(home, "second.duckdb");
  await workbook.write({ db: second });
  expect(await contents(workbook, file)).toEqual(await contents(workbook, second));
});
