import fc from "fast-check";
import { expect, test } from "vitest";
import { cumulativeDistance } from "../../../src/processor/library/cumulative-distance";
import { pipe } from "../../../src/processor/library/pipe";
import { withoutStepsBack } from "../../../src/processor/library/without-steps-back";
import { at, fold, metresNorth } from "./fold";

test("what a total grew by while time went back is taken out, from there on", () => {
  const totals = [1, 3, 10, 11, 12].map((n) => ({ n }));
  const records = at([0, 5, 2, 2, 6], totals);
  const outputs = fold(withoutStepsBack<{ n: number }>({ field: "n" }), records).flat();
  expect(outputs.map(({ n }) => n)).toEqual([1, 3, 3, 4, 5]);
});

test("a track that came twice is then twice as long as it is, without the way home", () => {
  const places = metresNorth(0, 100, 300, 600);
  const times = [0, 10, 20, 30];
  const records = at([...times, ...times], [...places, ...places]);
  const metres = cumulativeDistance({ unit: "m" });
  expect(fold(metres, records).flat().at(-1)?.distance).toBeCloseTo(1800, 1);
  const without = fold(pipe(metres, withoutStepsBack({ field: "distance" })), records).flat();
  expect(without.at(-1)?.distance).toBeCloseTo(1200, 1);
});

test("in the order of time nothing changes, equal times included", () => {
  const steps = fc.array(
    fc.record({ ms: fc.nat({ max: 3 }), n: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) }),
  );
  fc.assert(
    fc.property(steps, (all) => {
      let now = 0;
      const records = all.map(({ ms, n }) => ({ value: { n }, timestamp: (now += ms) }));
      const outputs = fold(withoutStepsBack<{ n: number }>({ field: "n" }), records).flat();
      expect(outputs).toEqual(all.map(({ n }) => ({ n })));
    }),
  );
});

test("refused: no field; a bad record: no number", () => {
  expect(() => withoutStepsBack({ field: "" as "distance" })).toThrow(
    expect.objectContaining({ code: "BAD_OPTION" }) as Error,
  );
  expect(() => withoutStepsBack({ field: "distance" }).parse({ distance: "1" })).toThrow(
    expect.objectContaining({ code: "BAD_RECORD" }) as Error,
  );
});
