import { expect, test } from "vitest";
import { median, percentile, ratio, spread } from "../../../bench/report/statistics";

test("the median is the value in the middle, or between the two there", () => {
  expect(median([3])).toBe(3);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 100, 2])).toBe(3);
  expect(median([])).toBeNaN();
});

test("a spread has the smallest and the largest beside the median", () => {
  expect(spread([10, 30, 20])).toEqual({ median: 20, min: 10, max: 30 });
});

test("a ratio is taken within each round: a slow round slows both", () => {
  const rated = (...rates: number[]) => rates.map((rate, index) => ({ round: index + 1, rate }));
  expect(ratio(rated(100, 10, 90), rated(50, 5, 30))).toBe(2);
  expect(ratio(rated(100, 60), rated(50))).toBe(2);
  expect(ratio(rated(100), [])).toBeUndefined();
});

test("a percentile is a value that was measured, which that share does not exceed", () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect([0, 0.5, 0.95, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 95, 99, 100]);
  expect(percentile([7], 0.95)).toBe(7);
  expect(percentile([], 0.95)).toBeNaN();
});
