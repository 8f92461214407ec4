import { expect, test } from "vitest";
import { Comparison } from "../../src/compare/comparison";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { JUPYTER_DISPLAY } from "../../src/view/mime";
import { commandHere } from "../fixtures/command-here";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { ingestTracks, sinkPlace } from "../sink/helpers";

const place = testPlace();
const SHAPE = { rows: 120, tracks: 10 };

test("runs of a group and of windows are compared, whether a database has them or not", async () => {
  const here = await sinkPlace(place);
  const { workbook, names } = here;
  await ingestTracks(here, SHAPE);
  const miles = await workbook.process(cumulativeDistance({ unit: "mi" }));
  const group = place.unique("km");
  const km = await workbook.process(cumulativeDistance({ unit: "km" }), { group });
  const unwritten = await workbook.compare(miles, km);
  expect(unwritten.counts).toEqual({ added: 0, removed: 0, changed: 0, equal: 10, incomparable: 0 });
  await workbook.write();
  const written = await workbook.compare(miles, km);
  expect(written.toJSON()).toEqual(unwritten.toJSON());
  expect(written.units).toEqual({ before: ["mi"], after: ["km"] });

  // The same window with and without what came before it: every track is shorter by what it had come.
  const points = await workbook.outputs<{ points: number }>(km);
  const times = points.map(({ timestamp }) => timestamp).sort((a, b) => a - b);
  const window = { from: new Date(times[60] ?? 0), to: new Date((times.at(-1) ?? 0) + 1) };
  const whole = await workbook.process(cumulativeDistance({ unit: "km" }), { window });
  const alone = await workbook.process(cumulativeDistance({ unit: "km" }), {
    window: { ...window, warmUp: false },
  });
  const windows = await workbook.compare(whole, alone);
  expect(windows.counts.added + windows.counts.removed).toBe(0);
  expect(windows.counts.changed).toBeGreaterThan(0);
  for (const { difference } of windows.rows) expect(difference).toBeLessThanOrEqual(0);

  const all = await workbook.compare(km, whole, miles, { field: "points" });
  expect(all.map(({ after, field }) => [after, field])).toEqual([
    [whole.id, "points"],
    [miles.id, "points"],
  ]);
  expect(all[1]?.counts.equal).toBe(10);
  expect((await errorOf(workbook.compare(km, { id: "no such run" }))).code).toBe("RUN_NOT_FOUND");

  const { code, stdout } = await commandHere(["compare", miles.id, km.id, "--json"], await here.env());
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(written)));
  const words = await commandHere(["compare", km.id, whole.id, miles.id], await here.env());
  expect(words.stdout).toContain(`distance, compared with ${km.id}`);
  expect(names.windowOutput).toBe(whole.outputTopic);
});

test("shows its summary and its rows, escaped; its charts have units on their axes", () => {
  const row = { beforeUnit: "km", afterUnit: "km", ratio: 2, difference: 1, change: "changed" } as const;
  const rows = [{ key: "<b>1</b>", before: 1, after: 2, ...row }];
  const comparison = new Comparison({
    ...{ before: "a", after: "b", field: "distance", unit: "km", complete: true },
    counts: { added: 0, removed: 2, changed: 1, equal: 3, incomparable: 0 },
    units: { before: ["km"], after: ["km"] },
    difference: { largest: 1, mean: 0.25, median: 0 },
    ...{ rows, largest: rows },
    sample: [{ key: "<b>1</b>", before: 1, after: 2 }],
    bins: [{ from: 1, to: 1, rows: 1 }],
  });
  const { "text/plain": text, "text/html": html = "" } = comparison[JUPYTER_DISPLAY]();
  expect(text).toContain("3 equal, 1 changed, 0 added, 2 removed\ndifference: largest 1 km, mean 0.25 km");
  expect(html).toContain("&lt;b&gt;1&lt;/b&gt;");
  expect(html).not.toContain("<b>");
  for (const chart of [comparison.scatter(), comparison.histogram()]) {
    expect(JSON.stringify(chart.toJSON().layout.xaxis)).toContain("distance (km)");
    expect(JSON.stringify(chart)).not.toContain("<b>1");
  }
  expect(comparison.scatter().toJSON().data[1]).toMatchObject({ x: [1], y: [2] });
  expect(comparison.histogram().toJSON().data[0]).toMatchObject({ x: [1], y: [1] });
});
