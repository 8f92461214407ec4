import fc from "fast-check";
import { expect, test } from "vitest";
import { windowOf } from "../../src/playheads/window";

test("any window, as texts or as milliseconds", () => {
  const moment = fc.integer({ min: 0, max: 4e12 });
  fc.assert(
    fc.property(moment, moment, (a, b) => {
      const window = { from: Math.min(a, b), to: Math.max(a, b) };
      expect(windowOf({ unit: "km", ...window })).toEqual(window);
      const [from, to] = [new Date(window.from).toISOString(), new Date(window.to).toISOString()];
      expect(windowOf({ from, to })).toEqual(window);
    }),
  );
});

test("no window where a parameter is missing, is no moment, or the two are the wrong way round", () => {
  const others = [
    {},
    { from: 1 },
    { to: 1 },
    { from: 2, to: 1 },
    { from: "Oslo", to: "Bergen" },
    { from: "1", to: "2" },
    { from: true, to: true },
    { from: "2014-10-01", to: "2014-10-03" },
  ];
  for (const parameters of others) expect(windowOf(parameters)).toBeUndefined();
});
