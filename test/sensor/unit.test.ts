import fc from "fast-check";
import { expect, test } from "vitest";
import { inUnit } from "../../src/sensor/unit";

test("the fixed points of both scales", () => {
  expect([0, 100_000, -40_000, 21_562].map((t) => inUnit(t, "F"))).toEqual([32, 212, -40, 70.8116]);
  expect([0, -55_000, 21_562].map((t) => inUnit(t, "C"))).toEqual([0, -55, 21.562]);
});

test("in °F there are four decimals, and the way back ends at the same thousandth", () => {
  fc.assert(
    fc.property(fc.integer({ min: -55_000, max: 125_000 }), (milliCelsius) => {
      const fahrenheit = inUnit(milliCelsius, "F");
      expect(String(fahrenheit)).toMatch(/^-?\d+(\.\d{1,4})?$/);
      expect(Math.round(((fahrenheit - 32) * 5000) / 9) + 0).toBe(milliCelsius + 0);
    }),
  );
});
