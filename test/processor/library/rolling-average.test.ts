import fc from "fast-check";
import { expect, test } from "vitest";
import { rollingAverage, type RollingAverageOptions } from "../../../src/processor/library/rolling-average";
import { at, fold } from "./fold";

function averages(window: { count: number } | { overMs: number }, seconds: number[], values: number[]) {
  const records = at(
    seconds,
    values.map((speed) => ({ speed })),
  );
  return fold(rollingAverage({ field: "speed", ...window }), records).map((outputs) => outputs[0]?.average);
}

test("over the last records, whatever their times", () => {
  expect(averages({ count: 2 }, [0, 1, 1, 0], [1, 3, 5, 7])).toEqual([1, 2, 4, 6]);
  expect(averages({ count: 1 }, [0, 1], [1, 3])).toEqual([1, 3]);
});

test("over event time: what is as old as the window is long has left it, equal times are all in it", () => {
  expect(averages({ overMs: 10_000 }, [0, 5, 5, 10, 14], [1, 3, 5, 7, 9])).toEqual([1, 2, 3, 5, 6]);
});

test("a late record joins while its time is in the window, and is left out otherwise", () => {
  expect(averages({ overMs: 10_000 }, [0, 20, 12, 10, 21], [1, 3, 5, 100, 7])).toEqual([
    1,
    3,
    4,
    undefined,
    5,
  ]);
});

test("an output says of how many records it is made and up to when", () => {
  const records = at([0, 20, 12], [{ n: 2 }, { n: 4 }, { n: 6 }]);
  expect(fold(rollingAverage({ field: "n", overMs: 15_000 }), records)[2]).toEqual([
    { key: "k", average: 5, records: 2, time: "1970-01-01T00:00:20.000Z" },
  ]);
});

const records = fc.array(
  fc.record({
    value: fc.record({ n: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }),
    timestamp: fc.integer({ min: 0, max: 50 }),
  }),
);

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
}

test("as the mean over a window that is cut out of all records each time", () => {
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 20 }), (all, length) => {
      const byCount = all.map((_, i) => [
        mean(all.slice(Math.max(0, i + 1 - length), i + 1).map((r) => r.value.n)),
      ]);
      const byTime = all.map(({ timestamp }, i) => {
        const seen = all.slice(0, i + 1);
        const end = Math.max(...seen.map((record) => record.timestamp));
        const window = seen.filter((record) => record.timestamp > end - length);
        return timestamp > end - length ? [mean(window.map((record) => record.value.n))] : [];
      });
      const outputs = (window: { count: number } | { overMs: number }) =>
        fold(rollingAverage({ field: "n", ...window }), all).map((some) =>
          some.map(({ average }) => average),
        );
      expect(outputs({ count: length })).toEqual(byCount);
      expect(outputs({ overMs: length })).toEqual(byTime);
    }),
  );
});

test.each([
  [{ field: "n" }, "neither is given"],
  [{ field: "n", count: 1, overMs: 1 }, "both is given"],
  [{ field: "n", count: 1.5 }, "count can't be 1.5"],
  [{ field: "n", count: 0 }, "count can't be 0"],
  [{ field: "n", overMs: "5" }, `overMs can't be "5"`],
  [{ field: "", count: 1 }, `field can't be ""`],
  [{ count: 1 }, "field is missing"],
])("%j is refused", (options, reason) => {
  expect(() => rollingAverage(options as RollingAverageOptions<string>)).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", message: expect.stringContaining(reason) as string }),
  );
});

test("a record without the number is a bad one", () => {
  const { parse } = rollingAverage({ field: "n", count: 1 });
  for (const value of [{}, { n: "1" }, { n: null }, { n: Infinity }]) {
    expect(() => parse(value)).toThrow(expect.objectContaining({ code: "BAD_RECORD" }) as Error);
  }
});
