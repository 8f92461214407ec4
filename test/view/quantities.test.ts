import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
  formatTime,
  plural,
} from "../../src/view/quantities";

test("one of a noun, or several", () => {
  expect([plural(0, "row"), plural(1, "row"), plural(1200, "row")]).toEqual([
    "0 rows",
    "1 row",
    "1,200 rows",
  ]);
});

test("counts have thousands separators, up to bigints", () => {
  expect(formatCount(681)).toBe("681");
  expect(formatCount(1_234_567)).toBe("1,234,567");
  expect(formatCount(2n ** 60n)).toBe("1,152,921,504,606,846,976");
});

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [999.6, "1.00 kB"],
  [61_300, "61.3 kB"],
  [999_600, "1.00 MB"],
  [1.5e9, "1.50 GB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0.4, "rows", "0.4 rows/s"],
  [12_345, "rows", "12.3k rows/s"],
  [1.07e6, "records", "1.07M records/s"],
  [3.2e6, "bytes", "3.20 MB/s"],
])("%d %s a second are %s", (rate, unit, text) => {
  expect(formatRate(rate, unit)).toBe(text);
});

test.each([
  [450, "0.5 s"],
  [9_949, "9.9 s"],
  [9_960, "10 s"],
  [59_700, "1 min"],
  [125_000, "2 min 5 s"],
  [3_600_000, "1 h"],
  [3_600_000 + 240_000, "1 h 4 min"],
])("%d ms are %s", (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test("a longer time is never written as a shorter one's text with a larger number in front", () => {
  const seconds = (text: string): number =>
    [...text.matchAll(/([\d.]+) (s|min|h)/g)].reduce(
      (sum, [, number, unit]) => sum + Number(number) * (unit === "s" ? 1 : unit === "min" ? 60 : 3600),
      0,
    );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e8 }), (milliseconds) => {
      const shown = seconds(formatDuration(milliseconds));
      expect(Math.abs(shown - milliseconds / 1000)).toBeLessThanOrEqual(milliseconds < 3.6e6 ? 0.51 : 60);
    }),
  );
});

test("times are UTC and drop the parts that are zero", () => {
  expect(formatTime(Date.UTC(2014, 8, 13, 7, 24))).toBe("2014-09-13 07:24 UTC");
  expect(formatTime(new Date("2023-03-31T16:10:05Z"))).toBe("2023-03-31 16:10:05 UTC");
  expect(formatTime(Date.UTC(2014, 8, 13, 7, 24, 0, 5))).toBe("2014-09-13 07:24:00.005 UTC");
  expect(formatTime(new Date(Number.NaN))).toBe("-");
});
