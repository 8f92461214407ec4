import fc from "fast-check";
import { expect, test } from "vitest";
import { distanceOverTime } from "../../../src/view/charts";
import { minutesFromStart } from "../../../src/view/charts/distance-over-time";
import { parseSvg } from "../svg-document";

const MINUTE = 60_000;
const START = Date.UTC(2014, 8, 13, 7, 24);

test("points that share a minute are spread evenly over it", () => {
  const times = [0, 0, 0, 0, 1, 1, 3].map((minute) => START + minute * MINUTE);
  expect(minutesFromStart(times)).toEqual([0, 0.25, 0.5, 0.75, 1, 1.5, 3]);
});

test("times of finer resolution, or each of its own minute, stay as they are", () => {
  expect(minutesFromStart([START, START, START + 30_000])).toEqual([0, 0, 0.5]);
  expect(minutesFromStart([START, START + MINUTE, START + 5 * MINUTE])).toEqual([0, 1, 5]);
  expect(minutesFromStart([START])).toEqual([0]);
  expect(minutesFromStart([])).toEqual([]);
});

test("spreading keeps the order, starts at zero and moves no point by a minute or more", () => {
  const minutes = fc
    .array(fc.nat(30), { minLength: 1, maxLength: 50 })
    .map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(minutes, (given) => {
      const spread = minutesFromStart(given.map((minute) => START + minute * MINUTE));
      expect(spread[0]).toBe(0);
      spread.forEach((minute, index) => {
        if (index > 0) expect(minute).toBeGreaterThan(spread[index - 1]!);
        const moved = minute - (given[index]! - given[0]!);
        expect(moved).toBeGreaterThanOrEqual(0);
        expect(moved).toBeLessThan(1);
      });
    }),
  );
});

test("times that go back are drawn where they are, not dropped", () => {
  const back = minutesFromStart([START + 2 * MINUTE, START + 2 * MINUTE, START]);
  expect(back).toEqual([2, 2.5, 0]);
});

test("a line for each track, a dot for a track of one point, units on both axes", async () => {
  const chart = distanceOverTime(
    [
      {
        track_id: "1",
        points: [0, 0, 1].map((minute, index) => ({ time: START + minute * MINUTE, distance: index })),
      },
      { track_id: "<i>", points: [{ time: 0, distance: 0 }] },
    ],
    "km",
  );
  const root = parseSvg(await chart.svg());
  expect(root.querySelectorAll(".scatterlayer .js-line")).toHaveLength(1);
  expect(root.querySelectorAll(".scatterlayer .point")).toHaveLength(1);
  expect(root.textContent).toContain("distance so far (km)");
  expect(root.textContent).toContain("time since the track's start (min)");
  expect(root.textContent).toContain("spread evenly");
  expect([...root.querySelectorAll(".legendtext")].map((text) => text.textContent)).toEqual(["1", "<i>"]);
});
