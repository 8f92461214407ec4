import fc from "fast-check";
import { expect, test } from "vitest";
import { Pace } from "../../src/sink/pace";

const MB = 1024 * 1024;

/** The least number of outputs that is a step at once. */
function limit(pace: Pace): number {
  let [low, high] = [0, 1_000_000];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (pace.isDue({ outputs: middle, text: 0 }, 0, 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

test("a step is due once it has enough outputs, enough text, or has been read for a second", () => {
  const pace = new Pace();
  expect(pace.isDue({ outputs: limit(pace) - 1, text: 0 }, 0, 0)).toBe(false);
  expect(pace.isDue({ outputs: limit(pace), text: 0 }, 0, 0)).toBe(true);
  expect(pace.isDue({ outputs: 1, text: 32 * MB }, 0, 0)).toBe(true);
  expect(pace.isDue({ outputs: 1, text: 0 }, 500, 1499)).toBe(false);
  expect(pace.isDue({ outputs: 1, text: 0 }, 500, 1500)).toBe(true);
});

test("the file is left alone for 100 ms after a step, and not before the first", () => {
  const pace = new Pace();
  expect(pace.breath(5000)).toBe(0);
  pace.held(10, 20, 5000);
  expect(pace.breath(5000)).toBe(100);
  expect(pace.breath(5060)).toBe(40);
  expect(pace.breath(5100)).toBe(0);
  expect(pace.breath(9000)).toBe(0);
});

test("on a fast machine steps grow, on a slow one they shrink until the file is free again soon", () => {
  const after = (rowsPerMs: number): number => {
    const pace = new Pace();
    for (let step = 0; step < 20; step++) pace.held(limit(pace), limit(pace) / rowsPerMs);
    return limit(pace);
  };
  expect(after(1000)).toBe(200_000);
  expect(after(100) / 100).toBeCloseTo(300, 0);
  expect(after(30) / 30).toBeCloseTo(300, 0);
  expect(after(0.1), "a step is a step").toBe(5000);
});

test("a small step says nothing of large ones", () => {
  const pace = new Pace();
  const before = limit(pace);
  pace.held(1, 30);
  pace.held(0, 900);
  expect(limit(pace)).toBe(before);
});

test("whatever holds it up, a step at most doubles and stays within its bounds", () => {
  const holds = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(20_000)), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(holds, (list) => {
      const pace = new Pace();
      for (const [part, heldMs] of list) {
        const before = limit(pace);
        pace.held(Math.round(part * before), heldMs, 0);
        expect(limit(pace)).toBeGreaterThanOrEqual(5000);
        expect(limit(pace)).toBeLessThanOrEqual(Math.min(200_000, 2 * before));
      }
    }),
  );
});
