import { expect, test } from "vitest";
import { temperatureOverTime } from "../../../src/view/charts";
import { withGaps } from "../../../src/view/charts/temperature-over-time";
import { parseSvg } from "../svg-document";

const TIMES = ["2026-03-02T00:00:00.000Z", "2026-03-02T00:02:00.000Z", "2026-03-02T00:04:00.000Z"];

test("a dot for each reading, a line for each sensor's average, units on the axes", async () => {
  const readings = TIMES.map((time, index) => ({ sensor_id: "28-1", time, temperature: 21 + index }));
  const averages = ["28-1", "<b>"].flatMap((key) =>
    TIMES.map((time, index) => ({ key, time, average: 20 + index })),
  );
  const root = parseSvg(await temperatureOverTime(readings, averages, "°C").svg());
  expect(root.querySelectorAll(".scatterlayer .point")).toHaveLength(3);
  expect(root.querySelectorAll(".scatterlayer .js-line")).toHaveLength(2);
  expect(root.textContent).toContain("temperature (°C)");
  expect(root.textContent).toContain("time (UTC)");
  expect([...root.querySelectorAll(".legendtext")].map((text) => text.textContent)).toEqual([
    "28-1: readings",
    "28-1: average",
    "<b>: average",
  ]);
});

test("a line is broken where nothing came for a while", () => {
  const at = (...minutes: number[]) => minutes.map((time) => ({ time, value: 1 }));
  expect(
    withGaps(at(0, 2, 4, 8, 10, 30, 32)).flatMap(({ time, value }) => (value === null ? [time] : [])),
  ).toEqual([20]);
  expect(withGaps(at(5))).toEqual(at(5));
  expect(withGaps([])).toEqual([]);
});
