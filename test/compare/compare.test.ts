import fc from "fast-check";
import { expect, test } from "vitest";
import { compareTracks, type TrackResult } from "../../src/compare/compare";
import { UNITS, type Unit } from "../../src/distance/units";
import { PlayheadError } from "../../src/errors";

const unit = fc.constantFrom(...(Object.keys(UNITS) as Unit[]));
const trackId = fc.oneof(fc.integer({ min: 0, max: 400 }).map(String), fc.string({ maxLength: 5 }));
const distance = fc.double({ min: 0, max: 1e6, noNaN: true });
const results = fc.uniqueArray(fc.record({ track_id: trackId, distance, unit }), {
  selector: ({ track_id }) => track_id,
  maxLength: 30,
});

/** Metres in each unit, written down here anew. */
const METRES: Record<string, number> = { m: 1, km: 1000, mi: 1609.344 };

function only(before: Omit<TrackResult, "track_id">, after: Omit<TrackResult, "track_id">) {
  const [row] = compareTracks([{ track_id: "7", ...before }], [{ track_id: "7", ...after }]);
  return row;
}

test("a mile is 1.609344 kilometres, and the same length", () => {
  expect(only({ distance: 1, unit: "mi" }, { distance: 1.609344, unit: "km" })).toEqual({
    track_id: "7",
    before: 1,
    beforeUnit: "mi",
    after: 1.609344,
    afterUnit: "km",
    ratio: 1.609344,
    sameLength: true,
  });
});

test("every track of either side is there once, with its own numbers", () => {
  fc.assert(
    fc.property(results, results, (before, after) => {
      const rows = compareTracks(before, after);
      const ids = rows.map(({ track_id }) => track_id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(ids)).toEqual(new Set([...before, ...after].map(({ track_id }) => track_id)));
      for (const row of rows) {
        const left = before.find(({ track_id }) => track_id === row.track_id);
        const right = after.find(({ track_id }) => track_id === row.track_id);
        expect([row.before, row.beforeUnit]).toEqual([left?.distance ?? null, left?.unit ?? null]);
        expect([row.after, row.afterUnit]).toEqual([right?.distance ?? null, right?.unit ?? null]);
        const ratio = left && right && left.distance !== 0 ? right.distance / left.distance : null;
        expect(row.ratio).toBe(ratio);
      }
    }),
  );
});

test("one length in two units is the same length; a part in a million more is not", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), unit, unit, (metres, from, to) => {
      const before = { distance: metres / (METRES[from] ?? NaN), unit: from };
      const after = { distance: metres / (METRES[to] ?? NaN), unit: to };
      expect(only(before, after)?.sameLength).toBe(true);
      expect(only(before, { ...after, distance: after.distance * 1.000001 })?.sameLength).toBe(false);
    }),
  );
});

test("a length of 0 has no ratio, and is the same as 0 in any unit", () => {
  expect(only({ distance: 0, unit: "mi" }, { distance: 0, unit: "km" })).toMatchObject({
    ratio: null,
    sameLength: true,
  });
  expect(only({ distance: 0, unit: "mi" }, { distance: 1, unit: "km" })).toMatchObject({
    ratio: null,
    sameLength: false,
  });
  expect(only({ distance: 1, unit: "mi" }, { distance: 0, unit: "km" })).toMatchObject({
    ratio: 0,
    sameLength: false,
  });
});

test("a missing side is null, never the same length", () => {
  const one = [{ track_id: "1", distance: 0, unit: "km" }];
  expect(compareTracks(one, [])).toMatchObject([
    { after: null, afterUnit: null, ratio: null, sameLength: false },
  ]);
  expect(compareTracks([], one)).toMatchObject([
    { before: null, beforeUnit: null, ratio: null, sameLength: false },
  ]);
  expect(compareTracks([], [])).toEqual([]);
});

test("numbers come first, by size; then texts, by their letters; whatever the order they came in", () => {
  const ids = ["10", "9", "b", "1", "a", "2.5", "100"];
  const rows = (list: string[]) => list.map((track_id) => ({ track_id, distance: 1, unit: "m" }));
  const sorted = ["1", "2.5", "9", "10", "100", "a", "b"];
  expect(compareTracks(rows(ids), []).map(({ track_id }) => track_id)).toEqual(sorted);
  fc.assert(
    fc.property(results, fc.infiniteStream(fc.boolean()), (all, sides) => {
      const left: TrackResult[] = [];
      const right: TrackResult[] = [];
      for (const result of all) (sides.next().value ? left : right).push(result);
      const order = compareTracks(all, []).map(({ track_id }) => track_id);
      expect(compareTracks(right, left).map(({ track_id }) => track_id)).toEqual(order);
      expect(compareTracks([...all].reverse(), []).map(({ track_id }) => track_id)).toEqual(order);
    }),
  );
});

test("a unit nobody knows is refused", () => {
  const strange = [{ track_id: "1", distance: 1, unit: "parsec" }];
  expect(() => compareTracks(strange, [])).toThrow(PlayheadError);
  expect(() => compareTracks([], strange)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});
