import { expect, test } from "vitest";
import { toleranceOf } from "../../src/compare/tolerance";

test.each([
  ["1e-6", 1e-6],
  ["0", 0],
  [".5", 0.5],
  ["5m", { absolute: 5, unit: "m" }],
  ["0.1 km/h", { absolute: 0.1, unit: "km/h" }],
  ["2°C", { absolute: 2, unit: "°C" }],
])("%s", (text, tolerance) => {
  expect(toleranceOf(text)).toEqual(tolerance);
});

test.each(["", "m", "-1", "five m", "1 2 m"])("%j is refused", (text) => {
  expect(() => toleranceOf(text)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});
