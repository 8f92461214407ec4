import fc from "fast-check";
import { expect, test } from "vitest";
import { geodesic } from "../../../src/distance/geodesic";
import { speed, type SpeedOutput, type SpeedUnit } from "../../../src/processor/library/speed";
import { at, fold, metresNorth, points, type Given } from "./fold";

function speeds(unit: SpeedUnit, records: readonly Given<unknown>[]): (number | undefined)[] {
  return fold(speed({ unit }), records).map((outputs) => outputs[0]?.speed);
}

test("a hop over its time, in each unit, and at the time of its second point", () => {
  const records = at([0, 10], metresNorth(0, 100));
  expect(speeds("m/s", records)[1]).toBeCloseTo(10, 5);
  expect(speeds("km/h", records)[1]).toBeCloseTo(36, 4);
  expect(speeds("mi/h", records)[1]).toBeCloseTo(36 / 1.609344, 4);
  expect(fold(speed({ unit: "m/s" }), records)[1]).toMatchObject([
    { track_id: "k", unit: "m/s", time: "1970-01-01T00:00:10.000Z" },
  ]);
});

test("neither the first point has a speed, nor one of the same time as the one before, nor a late one", () => {
  const records = at([10, 10, 20, 15, 30], metresNorth(0, 30, 100, 5000, 150));
  const [first, same, second, late, third] = speeds("m/s", records);
  expect([first, same, late]).toEqual([undefined, undefined, undefined]);
  expect(second, "with the way of the point of the same time").toBeCloseTo(10, 5);
  expect(third, "as if the late point were not there").toBeCloseTo(5, 5);
});

test("a car that stands has the speed 0", () => {
  expect(speeds("km/h", at([0, 10], metresNorth(7, 7)))).toEqual([undefined, 0]);
});

test("each speed is the way since the last time over the time since then, late points left out", () => {
  fc.assert(
    fc.property(points, (records) => {
      const expected: number[] = [];
      let onTime: typeof records = [];
      for (const record of records) {
        const before = onTime.at(-1)?.timestamp ?? -Infinity;
        if (record.timestamp < before) continue;
        onTime.push(record);
        if (record.timestamp === before || onTime.length === 1) continue;
        const metres = onTime.slice(1).reduce((sum, { value }, i) => {
          const from = onTime[i]?.value;
          return sum + (from === undefined ? NaN : geodesic(from, value));
        }, 0);
        expected.push(metres / ((record.timestamp - (onTime[0]?.timestamp ?? NaN)) / 1000));
        onTime = [record];
      }
      const actual = fold(speed({ unit: "m/s" }), records).flat();
      expect(actual.map((one: SpeedOutput) => one.speed)).toEqual(expected);
    }),
  );
});

test("an unknown unit is refused", () => {
  expect(() => speed({ unit: "knots" as SpeedUnit })).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", remedy: "use one of: km/h, mi/h, m/s" }) as Error,
  );
});
