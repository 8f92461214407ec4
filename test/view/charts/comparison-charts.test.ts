import { expect, test } from "vitest";
import { beforeAgainstAfter } from "../../../src/view/charts/before-against-after";
import { differenceHistogram } from "../../../src/view/charts/difference-histogram";
import { parseSvg } from "../svg-document";

const runs = { field: "distance", unit: "km", before: "<b>", after: "b" };

test("a mark for each key in its full colour, and a line from the smallest to the largest value", async () => {
  const chart = beforeAgainstAfter([{ key: "<i>", before: 2.7, after: 2.8 }], runs);
  expect(chart.toJSON().data).toMatchObject([{ x: [2.7, 2.8] }, { text: ["&lt;i&gt;"] }]);
  const root = parseSvg(await chart.svg());
  const mark = root.querySelector(".scatterlayer .point")!.getAttribute("style");
  expect(mark).toMatch(/opacity: 1/);
  expect(root.textContent).toMatch(/distance \(km\) before.*<b>/);
});

test("neighbouring bars of differences do not touch, each on its bin's middle", () => {
  const bins = [
    { from: 0, to: 0.5, rows: 3 },
    { from: 0.5, to: 1, rows: 2 },
  ];
  const [bars] = differenceHistogram(bins, runs).toJSON().data as { x: number[]; width: number[] }[];
  expect(bars!.x).toEqual([0.25, 0.75]);
  const [left, right] = bars!.width;
  expect(bars!.x[0]! + left! / 2).toBeLessThan(bars!.x[1]! - right! / 2);
});

test("nothing to compare", async () => {
  for (const chart of [beforeAgainstAfter([], runs), differenceHistogram([], runs)]) {
    expect(await chart.svg()).not.toMatch(/NaN|Infinity/);
  }
});
