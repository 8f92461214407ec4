import fc from "fast-check";
import { expect, test } from "vitest";
import { inPackets } from "../../../src/processor/library/in-packets";
import { at, fold } from "./fold";

const numbered = (count: number) =>
  at(
    Array.from({ length: count }, (_, index) => index),
    Array.from({ length: count }, (_, n) => ({ n })),
  );

function held(options: { size: number; restartAt?: number }, count: number): number[][] {
  return fold(inPackets<{ n: number }>(options), numbered(count)).map((outputs) => outputs.map(({ n }) => n));
}

test("nothing comes out until a packet is full, then all of it in its order", () => {
  expect(held({ size: 3 }, 7)).toEqual([[], [], [0, 1, 2], [], [], [3, 4, 5], []]);
  expect(held({ size: 1 }, 2)).toEqual([[0], [1]]);
});

test("a restart loses what was held, once", () => {
  expect(held({ size: 3, restartAt: 5 }, 9)).toEqual([[], [], [0, 1, 2], [], [], [], [], [5, 6, 7], []]);
});

test("before and after the restart as many come out as full packets hold, and none twice", () => {
  const sizes = fc.integer({ min: 1, max: 7 });
  const count = fc.nat({ max: 30 });
  fc.assert(
    fc.property(sizes, count, fc.nat({ max: 30 }), (size, all, restartAt) => {
      const out = held({ size, restartAt }, all).flat();
      const before = Math.min(restartAt, all);
      const full = (records: number) => Math.floor(records / size) * size;
      const expected = [
        ...Array.from({ length: full(before) }, (_, n) => n),
        ...Array.from({ length: full(all - before) }, (_, n) => before + n),
      ];
      expect(out).toEqual(expected);
    }),
  );
});

test.each([{ size: 0 }, { size: 1.5 }, { size: 5, restartAt: -1 }])("%j is refused", (options) => {
  expect(() => inPackets(options)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }) as Error);
});
