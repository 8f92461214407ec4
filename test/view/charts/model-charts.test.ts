import { expect, test } from "vitest";
import { costAgainstError } from "../../../src/view/charts/cost-against-error";
import { errorByTrack } from "../../../src/view/charts/error-by-track";
import { errorOverTime, rollingMeans } from "../../../src/view/charts/error-over-time";
import { parseSvg } from "../svg-document";

test("a rolling mean over all tracks: each number with those before it, numbers that nobody has left out", () => {
  const errors = [
    { number: 1, error: 10 },
    { number: 2, error: 20 },
    { number: 1, error: 30 },
    { number: 4, error: 8 },
  ];
  expect(rollingMeans(errors, 2)).toEqual([
    { number: 1, mean: 20 },
    { number: 2, mean: 20 },
    { number: 4, mean: 8 },
  ]);
  expect(rollingMeans([], 2)).toEqual([]);
});

test("every chart of models has units on its axes and names from data as they are, also of nothing", async () => {
  const model = "<i>";
  const charts = [
    [errorOverTime([{ model, errors: [{ number: 1, error: 4 }] }]), "(m)"],
    [errorByTrack([{ model, track_id: "1", meanError: 4 }]), "mean error (m)"],
    [costAgainstError([{ model, microseconds: 12, medianError: 4 }]), "µs per record"],
  ] as const;
  for (const [chart, unit] of charts) {
    const root = parseSvg(await chart.svg());
    expect(root.textContent).toContain(unit);
    expect(root.textContent).toContain("<i>");
  }
  for (const chart of [errorOverTime([]), errorByTrack([]), costAgainstError([])]) {
    expect(await chart.svg()).not.toMatch(/NaN|Infinity/);
  }
});

test("the chart by track says why a track of a single point is not on it", async () => {
  const root = parseSvg(await errorByTrack([{ model: "a", track_id: "1", meanError: 4 }]).svg());
  expect(root.textContent).toContain("a track of a single point is not here");
});
