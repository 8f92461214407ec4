import fc from "fast-check";
import { expect, test } from "vitest";
import { digitsOf, roundingOf, writtenNumbers } from "../../src/audit/digits";

test("a number that was rounded is off by no more than that, however it is written", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.integer({ min: 0, max: 12 }),
      (value, digits) => {
        for (const text of [
          value.toFixed(digits),
          value.toExponential(digits),
          ` ${value.toFixed(digits)} `,
        ]) {
          const rounding = roundingOf(text)!;
          expect(Math.abs(Number(text) - value)).toBeLessThanOrEqual(rounding * (1 + 1e-6) + value * 1e-15);
        }
      },
    ),
  );
});

test("half a unit in the last digit", () => {
  const cases = {
    "7.62": 0.005,
    "7.620": 0.0005,
    "5": 0.5,
    ".5": 0.05,
    "5.": 0.5,
    "1.5e3": 50,
    "-1.5E-2": 0.0005,
  };
  for (const [text, rounding] of Object.entries(cases)) expect(roundingOf(text)).toBeCloseTo(rounding, 12);
});

test("what is no decimal number has none", () => {
  for (const text of ["", " ", "abc", "1,5", "0x10", "NaN", "Infinity", "1 km", "1.2.3"]) {
    expect(roundingOf(text)).toBeUndefined();
  }
});

test("digits are counted without leading zeros, sign and exponent", () => {
  expect(["7.62", "0.0120", "-3e10", "0"].map(digitsOf)).toEqual([3, 3, 1, 0]);
});

test("whole numbers have the digits of the others; texts keep their own", () => {
  expect(writtenNumbers([0, 7.62, 5, "5", 1.5, "1.12345"])).toEqual([
    "0.00",
    "7.62",
    "5.00",
    "5",
    "1.5",
    "1.12345",
  ]);
  expect(writtenNumbers([0, 681])).toEqual(["0", "681"]);
  expect(writtenNumbers([0, 1e-30, NaN])).toEqual([(0).toFixed(20), "1e-30", "NaN"]);
  expect(writtenNumbers([])).toEqual([]);
});
