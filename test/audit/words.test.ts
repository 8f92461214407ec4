import { expect, test } from "vitest";
import { meaningText, percent } from "../../src/audit/words";

test("algorithms of one meaning stand together, in their order; of many meanings two are named", () => {
  expect(
    meaningText([
      { unit: "km", history: "once", algorithm: "haversine" },
      { unit: "km", history: "once", algorithm: "geodesic" },
    ]),
  ).toBe("km, once (geodesic or haversine)");
  const many = meaningText([
    { unit: "km", history: "once", algorithm: "geodesic" },
    { unit: "mi", history: "twice", algorithm: "geodesic" },
    { unit: "m", history: "once", algorithm: "geodesic" },
    { unit: "m", history: "twice", algorithm: "geodesic" },
  ]);
  expect(many).toBe("km, once (geodesic); or mi, twice with the jump home (geodesic); or 2 more");
});

test("a relative difference to three digits, with its sign", () => {
  expect([1.07, 0.5, 1.00000123].map(percent)).toEqual(["+7 %", "−50 %", "+0.000123 %"]);
});
