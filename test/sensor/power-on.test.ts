import { expect, test } from "vitest";
import { isPowerOnValue } from "../../src/sensor/power-on";

test("85 °C is believed only close to the reading before", () => {
  expect(isPowerOnValue(85_000, undefined)).toBe(true);
  expect(isPowerOnValue(85_000, 21_000)).toBe(true);
  expect(isPowerOnValue(85_000, 125_000)).toBe(true);
  expect(isPowerOnValue(85_000, 84_937)).toBe(false);
  expect(isPowerOnValue(85_000, 90_000)).toBe(false);
});

test("any other value is none", () => {
  expect(isPowerOnValue(84_937, undefined)).toBe(false);
  expect(isPowerOnValue(85_062, 21_000)).toBe(false);
});
