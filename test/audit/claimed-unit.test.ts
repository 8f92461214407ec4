import { expect, test } from "vitest";
import { claimedUnit } from "../../src/audit/claimed-unit";

test("signs and words, in any case", () => {
  const units = ["mi", "MI", " Miles ", "km", "Kilometers", "kilometre", "m", "meters"].map(claimedUnit);
  expect(units).toEqual(["mi", "mi", "mi", "km", "km", "km", "m", "m"]);
});

test("anything else is none", () => {
  for (const text of ["", "furlong", "constructor", "__proto__", "toString"])
    expect(claimedUnit(text)).toBeUndefined();
});
