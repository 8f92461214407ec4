import { expect, test } from "vitest";
import { algorithmComparison } from "../../../src/view/charts";
import { parseSvg } from "../svg-document";

const rows = [
  { algorithm: "geodesic", track_id: "1", metres: 1000, geodesic: 1000 },
  { algorithm: "geolib", track_id: "1", metres: 1002.9, geodesic: 1000 },
  { algorithm: "haversine", track_id: "1", metres: 999.9, geodesic: 1000 },
  { algorithm: "geolib", track_id: "14", metres: 0, geodesic: 0 },
];

test("the size of each difference on a log axis, its sign as the marker's direction", () => {
  const { data, layout } = algorithmComparison(rows).toJSON();
  expect(data).toMatchObject([
    { name: "geodesic", customdata: ["equal"], marker: { symbol: ["circle-open"] } },
    { name: "geolib", customdata: ["+2,900 ppm"], marker: { symbol: ["triangle-up"] } },
    { name: "haversine", customdata: ["−100 ppm"], marker: { symbol: ["triangle-down"] } },
  ]);
  const heights = data.map((trace) => (trace as { y: number[] }).y[0]!);
  expect(heights[1]).toBeCloseTo(2900, 6);
  expect(heights[2]).toBeCloseTo(100, 6);
  expect(layout.yaxis).toMatchObject({ type: "log", ticktext: ["equal", "100", "1,000", "10,000"] });
  expect(layout.yaxis!.tickvals).toEqual([heights[0], 100, 1000, 10_000]);
});

test("a track without length is left out, and said to be", async () => {
  const root = parseSvg(await algorithmComparison(rows).svg());
  expect(root.querySelectorAll(".scatterlayer .point")).toHaveLength(3);
  expect(root.textContent).toContain("left out, because they have no length: track 14");
  expect(root.textContent).toContain("difference to the geodesic (ppm, log scale)");
});

test("all equal, or nothing to compare", async () => {
  for (const some of [rows.slice(0, 1), []]) {
    const svg = await algorithmComparison(some).svg();
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(parseSvg(svg).querySelectorAll(".scatterlayer .point")).toHaveLength(some.length);
  }
});
