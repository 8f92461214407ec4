import { expect, test } from "vitest";
import { distancesByTrack, milesVersusKilometres } from "../../../src/view/charts";
import { parseSvg } from "../svg-document";

const rows = [
  { track_id: "10", miles: 1, kilometres: 1.609344 },
  { track_id: "2", miles: 0.00586, kilometres: 0.00943 },
  { track_id: "<b>", miles: 0, kilometres: 0 },
];

test("two bars for each track, in the order given, each with its unit", async () => {
  const chart = milesVersusKilometres(rows);
  expect(chart.toJSON().data).toMatchObject([
    { name: "miles (mi)", x: ["10", "2", "&lt;b&gt;"], y: [1, 0.00586, 0] },
    { name: "kilometres (km)", y: [1.609344, 0.00943, 0] },
  ]);
  const root = parseSvg(await chart.svg());
  expect(root.querySelectorAll(".bars .point")).toHaveLength(6);
  const labels = [...root.querySelectorAll(".xtick text")].map((label) => label.textContent);
  expect(labels).toEqual(["10", "2", "<b>"]);
  const values = [...root.querySelectorAll(".bartext")].map((label) => label.textContent);
  expect(values).toEqual(["1.00", "0.006", "0", "1.61", "0.009", "0"]);
  expect(root.textContent).toContain("distance (mi or km, by colour)");
});

test("kilometre bars are 1.609344 times as high as mile bars", async () => {
  const root = parseSvg(await milesVersusKilometres(rows.slice(0, 1)).svg());
  const heights = [...root.querySelectorAll(".bars .point path")].map((path) => {
    const numbers = (path.getAttribute("d") ?? "").match(/V[-\d.]+/g) ?? [];
    return Number(/M[-\d.]+,([-\d.]+)/.exec(path.getAttribute("d") ?? "")![1]) - Number(numbers[0]!.slice(1));
  });
  expect(heights[1]! / heights[0]!).toBeCloseTo(1.609344, 2);
});

test("many tracks: values would not fit and are left to the pointer", () => {
  const many = Array.from({ length: 60 }, (_, index) => ({ track_id: `${index}`, miles: 1, kilometres: 2 }));
  const { data, layout } = milesVersusKilometres(many).toJSON();
  expect(data[0]).not.toHaveProperty("text");
  expect(layout.xaxis).not.toHaveProperty("dtick");
});

test("one bar for each track names its unit", () => {
  const { data, layout } = distancesByTrack([{ track_id: "1", distance: 1.5 }], "km").toJSON();
  expect(data).toMatchObject([{ type: "bar", x: ["1"], y: [1.5] }]);
  expect(layout.yaxis).toMatchObject({ title: { text: "distance (km)" } });
});

test("the legend stands clear of the title", async () => {
  const root = parseSvg(await milesVersusKilometres(rows).svg());
  const title = Number(root.querySelector(".gtitle")!.getAttribute("y"));
  const legend = root.querySelector(".legend")!.getAttribute("transform")!;
  expect(Number(/,([\d.]+)\)/.exec(legend)![1])).toBeGreaterThan(title + 8);
});
