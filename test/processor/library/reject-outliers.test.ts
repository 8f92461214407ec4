import fc from "fast-check";
import { expect, test } from "vitest";
import { geodesic } from "../../../src/distance/geodesic";
import { rejectOutliers, type RejectOutliersOptions } from "../../../src/processor/library/reject-outliers";
import { at, fold, metresNorth, points } from "./fold";

/** Which points are let through. */
function accepted(options: RejectOutliersOptions, seconds: number[], metres: number[]): number[] {
  const outputs = fold(rejectOutliers(options), at(seconds, metresNorth(...metres)));
  return outputs.flatMap((some, index) => (some.length === 0 ? [] : [index]));
}

test("a jump that is too fast is dropped, and the next one is measured from the last point that was not", () => {
  // 36 km/h are 10 m/s.
  expect(accepted({ kmPerHour: 36 }, [0, 10, 20, 30], [0, 99, 5000, 298])).toEqual([0, 1, 3]);
});

test("between points of equal times only the same place is let through", () => {
  expect(accepted({ kmPerHour: 200 }, [0, 0, 0], [0, 1, 0])).toEqual([0, 2]);
});

test("where times are rounded, a jump may have taken that much longer", () => {
  const minutes = { kmPerHour: 36, timeResolutionMs: 60_000 };
  expect(accepted(minutes, [0, 0, 0, 60], [0, 599, 1300, 1700])).toEqual([0, 1, 3]);
});

test("a late point is judged by the time between, too", () => {
  expect(accepted({ kmPerHour: 36 }, [100, 90, 80, 70], [0, 99, 5000, 250])).toEqual([0, 1, 3]);
});

test("what is let through is the very value", () => {
  const value = { latitude: 1, longitude: 2, more: { a: [null] } };
  expect(fold(rejectOutliers<typeof value>({ kmPerHour: 1 }), at([0], [value]))[0]?.[0]).toBe(value);
});

test("as by a plain loop", () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 1000 }), (records, kmPerHour) => {
      const expected: unknown[] = [];
      let last = records[0];
      for (const record of records) {
        if (last === undefined) break;
        const metres = geodesic(last.value, record.value);
        const seconds = Math.abs(record.timestamp - last.timestamp) / 1000;
        if (seconds === 0 ? metres > 0 : (metres / seconds) * 3.6 > kmPerHour) continue;
        expected.push(record.value);
        last = record;
      }
      expect(fold(rejectOutliers({ kmPerHour }), records).flat()).toEqual(expected);
    }),
  );
});

test("wrong options and records without a place are refused", () => {
  const wrong = [{ kmPerHour: 0 }, { kmPerHour: "200" }, {}, { kmPerHour: 1, timeResolutionMs: -1 }];
  for (const options of wrong) {
    expect(() => rejectOutliers(options as RejectOutliersOptions)).toThrow(
      expect.objectContaining({ code: "BAD_OPTION" }) as Error,
    );
  }
  for (const value of [{}, { latitude: 91, longitude: 0 }, { latitude: 0, longitude: "0" }, null]) {
    expect(() => rejectOutliers({ kmPerHour: 1 }).parse(value)).toThrow(
      expect.objectContaining({ code: "BAD_RECORD" }) as Error,
    );
  }
});
