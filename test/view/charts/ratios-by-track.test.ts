import { expect, test } from "vitest";
import { ratiosByTrack } from "../../../src/view/charts";
import { parseSvg } from "../svg-document";

const rows = [
  { key: "101", ratios: { "as is": 2.4, "<b>flushed</b>": 1 } },
  { key: "110", ratios: { "as is": null, "<b>flushed</b>": 1 } },
  { key: "<i>", ratios: { "as is": null, "<b>flushed</b>": null } },
];

test("a trace for each name with a form of its own, in the tracks' order, and a line at 1", () => {
  const { data, layout } = ratiosByTrack(rows).toJSON();
  expect(data).toMatchObject([
    { name: "as is", x: ["101", "110"], y: [2.4, null], marker: { symbol: "circle" } },
    { name: "&lt;b&gt;flushed&lt;/b&gt;", y: [1, 1], marker: { symbol: "diamond" } },
  ]);
  expect(layout.shapes).toMatchObject([{ y0: 1, y1: 1 }]);
});

test("a track without a number has no mark; without any there is an empty chart", async () => {
  const root = parseSvg(await ratiosByTrack(rows).svg());
  expect(root.querySelectorAll(".scatterlayer .point")).toHaveLength(3);
  expect(root.textContent).toContain("distance / right distance (×)");
  expect(root.textContent).toContain("left out, because they have no length: track <i>");
  expect(await ratiosByTrack([]).svg()).not.toMatch(/NaN|Infinity/);
});

test("nothing is said to be left out where every track has a ratio", () => {
  expect(ratiosByTrack(rows.slice(0, 2)).toJSON().layout.xaxis).toMatchObject({ title: { text: "track" } });
});
