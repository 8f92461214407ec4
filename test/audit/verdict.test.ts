import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALGORITHM_NAMES, HISTORIES, type History } from "../../src/audit/lengths";
import { isRounded, judge } from "../../src/audit/verdict";
import { fromMetres, UNITS, type Unit } from "../../src/distance/units";
import { drive, lengthsOf } from "./tracks";

const TOLERANCE = 1e-6;
const HISTORY_NAMES = Object.keys(HISTORIES) as History[];
const UNIT_NAMES = Object.keys(UNITS) as Unit[];

const meaning = fc.record({
  unit: fc.constantFrom(...UNIT_NAMES),
  history: fc.constantFrom(...HISTORY_NAMES),
  algorithm: fc.nat(ALGORITHM_NAMES.length - 1),
});

describe("a number", () => {
  test("always fits what it was made by, exact or rounded to any number of digits", () => {
    fc.assert(
      fc.property(
        drive(5),
        meaning,
        fc.integer({ min: 0, max: 9 }),
        (points, { unit, history, algorithm }, digits) => {
          const lengths = lengthsOf(points);
          const exact = fromMetres(lengths.by(history)![algorithm]!, unit);
          for (const distance of [exact, String(exact), exact.toFixed(digits)]) {
            const { verdict, fitting, evidence } = judge({ track_id: "1", distance }, lengths, TOLERANCE);
            expect(["found", "several", "undecidable"]).toContain(verdict);
            expect(evidence).toHaveLength(UNIT_NAMES.length * HISTORY_NAMES.length * ALGORITHM_NAMES.length);
            expect(
              fitting.some(
                (fit) =>
                  fit.unit === unit &&
                  fit.history === history &&
                  fit.algorithm === ALGORITHM_NAMES[algorithm],
              ),
            ).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test("fits nothing that is further from it than the tolerance, and then the nearest is the nearest", () => {
    fc.assert(
      fc.property(drive(2), fc.double({ min: 0.001, max: 3, noNaN: true }), (points, factor) => {
        const lengths = lengthsOf(points);
        const distance = (lengths.by("once")![0]! / 1000) * factor;
        const { fitting, nearest, evidence } = judge({ track_id: "1", distance }, lengths, TOLERANCE);
        // Written as it is a number of JavaScript has all of its digits.
        for (const fit of fitting.filter(({ expected }) => expected > 0)) {
          expect(Math.abs(fit.ratio! - 1)).toBeLessThan(TOLERANCE + 1e-9);
        }
        if (fitting.length > 0) expect(nearest).toBeUndefined();
        else if (distance > 0) {
          const off = evidence.map(({ ratio }) => Math.abs(Math.log(ratio ?? Infinity)));
          expect(Math.abs(Math.log(nearest!.ratio!))).toBeCloseTo(Math.min(...off), 12);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("difference and ratio are those of the number in the table and the expected one", () => {
    const lengths = lengthsOf([0, 0.01, 0.02].map((longitude) => ({ latitude: 0, longitude })));
    const { evidence } = judge({ track_id: "1", distance: "2.5" }, lengths, TOLERANCE);
    const km = evidence.find(
      (each) => each.unit === "km" && each.history === "once" && each.algorithm === "geodesic",
    );
    expect(km?.expected).toBeCloseTo(2.226389816, 8);
    expect(km?.difference).toBeCloseTo(2.5 - 2.226389816, 8);
    expect(km?.ratio).toBeCloseTo(2.5 / 2.226389816, 8);
    expect(km?.fits).toBe(false);
  });
});

test("a track that has not moved: 0 can't be decided, any other number is unexplained and has no nearest", () => {
  const still = lengthsOf([{ latitude: 1, longitude: 1 }]);
  expect(judge({ track_id: "1", distance: 0 }, still, TOLERANCE).verdict).toBe("undecidable");
  const other = judge({ track_id: "1", distance: "0.5" }, still, TOLERANCE);
  expect(other).toMatchObject({ verdict: "unexplained", nearest: undefined });
});

test("full packets: with and without the last one is the same, and no reason for doubt", () => {
  const five = lengthsOf([0, 1, 2, 3, 4].map((n) => ({ latitude: 0, longitude: n / 100 })));
  const { verdict, fitting } = judge(
    { track_id: "1", distance: five.by("once")![0]! / 1000 },
    five,
    TOLERANCE,
  );
  expect(verdict).toBe("found");
  expect(new Set(fitting.map(({ history }) => history))).toEqual(new Set(["once", "once-unflushed"]));
});

test("what is no number is unexplained", () => {
  const track = lengthsOf([0, 1].map((longitude) => ({ latitude: 0, longitude })));
  for (const distance of ["", "abc", NaN, Infinity]) {
    expect(judge({ track_id: "1", distance }, track, TOLERANCE).verdict).toBe("unexplained");
  }
});

test("a number is rounded where its digits say less than the tolerance", () => {
  const rounded = (distance: string | number): boolean => isRounded({ track_id: "1", distance }, TOLERANCE);
  expect([rounded("7.62"), rounded(7.62), rounded("7.6172600"), rounded(7.617260021)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
