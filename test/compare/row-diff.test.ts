import fc from "fast-check";
import { expect, test } from "vitest";
import { withRows } from "../../src/compare/results";
import { diffRuns, type CompareOptions, type RowClass, type RowDiff } from "../../src/compare/row-diff";
import { errorOf } from "../fixtures/errors";

interface Side {
  key: string;
  value: Record<string, unknown>;
}

async function diff(before: Side[], after: Side[], options: CompareOptions = {}): Promise<RowDiff> {
  const rows = [
    ...before.map((side) => ({ ...side, run: "a" })),
    ...after.map((side) => ({ ...side, run: "b" })),
  ].map(({ run, key, value }) => ({
    runId: run,
    key,
    value: JSON.stringify(value),
    eventTime: 0,
    source: "0:0",
  }));
  return withRows(rows, (results) => diffRuns(results, "a", "b", options));
}

function only(before: Record<string, unknown>, after: Record<string, unknown>, options: CompareOptions = {}) {
  return diff([{ key: "7", value: before }], [{ key: "7", value: after }], options);
}

/** Written down here anew: metres, metres per second and kelvin of a number in each unit. */
const BASE: Record<string, (value: number) => number> = {
  m: (value) => value,
  km: (value) => value * 1000,
  mi: (value) => value * 1760 * 0.9144,
  "m/s": (value) => value,
  "km/h": (value) => value / 3.6,
  "mi/h": (value) => value * 0.44704,
  "°C": (value) => value + 273.15,
  "°F": (value) => ((value - 32) * 5) / 9 + 273.15,
};

test.each([
  [{ distance: 1, unit: "mi" }, { distance: 1.609344, unit: "km" }, 1.609344, "km"],
  [{ distance: 1, unit: "km" }, { distance: 1000, unit: "m" }, 1000, "m"],
  [{ distance: 36, unit: "km/h" }, { distance: 10, unit: "m/s" }, 10 / 36, "m/s"],
  [{ distance: 1, unit: "mi/h" }, { distance: 0.44704, unit: "m/s" }, 0.44704, "m/s"],
  [{ distance: 212, unit: "°F" }, { distance: 100, unit: "°C" }, 100 / 212, "°C"],
  [{ distance: 32, unit: "°F" }, { distance: 0, unit: "°C" }, 0, "°C"],
  [{ distance: 5, unit: "parsec" }, { distance: 5, unit: "parsec" }, 1, "parsec"],
  [{ distance: 5 }, { distance: 5 }, 1, ""],
])("%j equals %j", async (before, after, ratio, unit) => {
  const { rows, counts, unit: of } = await only(before, after);
  expect(counts).toEqual({ added: 0, removed: 0, changed: 0, equal: 1, incomparable: 0 });
  expect(rows[0]).toMatchObject({
    key: "7",
    before: before.distance,
    after: after.distance,
    change: "equal",
  });
  expect(rows[0]?.ratio).toBeCloseTo(ratio, 15);
  expect(rows[0]?.difference).toBeCloseTo(0, 9);
  expect(of).toBe(unit);
});

test.each([
  [
    { distance: 5, unit: "mi" },
    { distance: 5, unit: "°C" },
  ],
  [
    { distance: 5, unit: "parsec" },
    { distance: 5, unit: "km" },
  ],
  [{ distance: 5 }, { distance: 5, unit: "km" }],
  [
    { distance: null, unit: "km" },
    { distance: 5, unit: "km" },
  ],
  [{ unit: "km" }, { distance: 5, unit: "km" }],
])("%j and %j can't be compared", async (before, after) => {
  const { rows, counts, difference } = await only(before, after);
  expect(counts).toEqual({ added: 0, removed: 0, changed: 0, equal: 0, incomparable: 1 });
  expect(rows[0]).toMatchObject({ difference: null, change: "incomparable" });
  expect(difference).toBeNull();
});

const unit = fc.constantFrom("m", "km", "mi");
const value = fc.record({ distance: fc.integer({ min: 0, max: 20 }), unit });
const side = fc.uniqueArray(fc.record({ key: fc.constantFrom("1", "2", "10", "b", "a'b", ""), value }), {
  selector: ({ key }) => key,
});

type Keyed = { key: string; value: { distance: number; unit: string } };
/** Its smallest difference came out a little below where the bins begin. */
const OFF_THE_FIRST_BIN: [Keyed[], Keyed[], number] = [
  [
    { key: "", value: { distance: 0, unit: "m" } },
    { key: "10", value: { distance: 4, unit: "m" } },
  ],
  [
    { key: "10", value: { distance: 2, unit: "mi" } },
    { key: "", value: { distance: 2, unit: "mi" } },
  ],
  1e-9,
];

test("counts, differences and statistics are those of a plain loop", async () => {
  await fc.assert(
    fc.asyncProperty(side, side, fc.constantFrom(1e-9, 0.5), async (before, after, tolerance) => {
      fc.pre(before.length + after.length > 0);
      const compared = await diff(before, after, { tolerance });
      const left = new Map(before.map(({ key, value }) => [key, value]));
      const right = new Map(after.map(({ key, value }) => [key, value]));
      const classes = new Map<string, RowClass>();
      const differences: number[] = [];
      for (const key of new Set([...left.keys(), ...right.keys()])) {
        const [a, b] = [left.get(key), right.get(key)];
        const row = compared.rows.find((one) => one.key === key);
        if (a === undefined || b === undefined) {
          classes.set(key, a === undefined ? "added" : "removed");
          expect(row).toMatchObject({
            before: a?.distance ?? null,
            after: b?.distance ?? null,
            difference: null,
          });
          continue;
        }
        const [x, y] = [BASE[a.unit]?.(a.distance) ?? NaN, BASE[b.unit]?.(b.distance) ?? NaN];
        classes.set(key, Math.abs(y - x) <= tolerance * Math.max(x, y) ? "equal" : "changed");
        const difference = (y - x) / (BASE[compared.unit]?.(1) ?? NaN);
        differences.push(Math.abs(difference));
        expect(row?.difference).toBeCloseTo(difference, 9);
      }
      expect(new Map(compared.rows.map(({ key, change }) => [key, change]))).toEqual(classes);
      const count = (of: RowClass): number => [...classes.values()].filter((one) => one === of).length;
      expect(compared.counts).toEqual({
        added: count("added"),
        removed: count("removed"),
        changed: count("changed"),
        equal: count("equal"),
        incomparable: 0,
      });
      expect(compared.bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(count("changed"));
      expect(compared.sample).toHaveLength(differences.length);
      if (differences.length === 0) {
        expect(compared.difference).toBeNull();
        return;
      }
      const sorted = differences.sort((a, b) => a - b);
      const middle = (sorted.length - 1) / 2;
      expect(compared.difference?.largest).toBeCloseTo(sorted.at(-1) ?? NaN, 9);
      expect(compared.difference?.mean).toBeCloseTo(sorted.reduce((sum, d) => sum + d, 0) / sorted.length, 9);
      const median = ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
      expect(compared.difference?.median).toBeCloseTo(median, 9);
    }),
    { numRuns: 40, examples: [OFF_THE_FIRST_BIN] },
  );
});

test("rows come in the order of their keys: numbers by size, then texts by their letters", async () => {
  const keys = ["10", "9", "b", "1", "a", "2.5", "100"];
  const { rows } = await diff(
    keys.map((key) => ({ key, value: { distance: 1 } })),
    [],
  );
  expect(rows.map(({ key }) => key)).toEqual(["1", "2.5", "9", "10", "100", "a", "b"]);
});

test("of many rows those that are not equal come out, and apart from them those that differ most", async () => {
  const of = (distance: (i: number) => number): Side[] =>
    Array.from({ length: 3000 }, (_, i) => ({
      key: String(i),
      value: { distance: distance(i), unit: "km" },
    }));
  const { counts, rows, largest, complete, sample } = await diff(
    of((i) => i),
    of((i) => (i % 2 === 0 ? i : i + i / 1000)),
  );
  expect(counts).toMatchObject({ equal: 1500, changed: 1500 });
  expect(complete).toBe(false);
  expect(rows).toHaveLength(1000);
  expect(rows.slice(0, 3).map(({ key }) => key)).toEqual(["1", "3", "5"]);
  expect(largest.slice(0, 2).map(({ key }) => key)).toEqual(["2999", "2997"]);
  expect(largest[0]?.difference).toBeCloseTo(2.999, 9);
  expect(sample).toHaveLength(2000);
});

test("a tolerance is a part of the larger one, or so much in a unit of the results' kind", async () => {
  const change = async (tolerance: CompareOptions["tolerance"]): Promise<RowClass | undefined> => {
    const options = tolerance === undefined ? {} : { tolerance };
    return (await only({ distance: 1, unit: "km" }, { distance: 1.01, unit: "km" }, options)).rows[0]?.change;
  };
  expect(await change(undefined)).toBe("changed");
  expect(await change(0.0098)).toBe("changed");
  expect(await change(0.01)).toBe("equal");
  expect(await change({ absolute: 9, unit: "m" })).toBe("changed");
  expect(await change({ absolute: 11, unit: "m" })).toBe("equal");
  expect(await change({ absolute: 0.007, unit: "mi" })).toBe("equal");
  for (const tolerance of [-1, NaN, { absolute: 1, unit: "°C" }, { absolute: 1 }]) {
    expect((await errorOf(change(tolerance))).code).toBe("BAD_OPTION");
  }
  const bare = { tolerance: { absolute: 2 } };
  expect((await only({ distance: 1 }, { distance: 3 }, bare)).counts).toMatchObject({ equal: 1 });
});

test("the field is distance, or the only number there is, or the one that is named", async () => {
  expect((await only({ speed: 1, at: "x" }, { speed: 2, at: "y" })).field).toBe("speed");
  expect((await only({ points: 1, distance: 3 }, { points: 2, distance: 3 })).field).toBe("distance");
  const named = await only({ points: 1, distance: 3 }, { points: 2, distance: 3 }, { field: "points" });
  expect(named.rows[0]).toMatchObject({ before: 1, after: 2, change: "changed" });
  // The unit is the distance's: two points are two points.
  const counts = await only(
    { points: 2, distance: 1, unit: "mi" },
    { points: 2, distance: 9, unit: "km" },
    { field: "points" },
  );
  expect(counts).toMatchObject({ unit: "", counts: { equal: 1 } });
  expect((await only({ low: 1, unit: "km" }, { low: 1000, unit: "m" }, { field: "low" })).counts.equal).toBe(
    1,
  );
  const odd = 'it\'s/a~"field".';
  expect((await only({ [odd]: 1 }, { [odd]: 2 }, { field: odd })).rows[0]).toMatchObject({
    before: 1,
    after: 2,
  });
});

test("a field that is not there, or that could be several, is refused with those there are", async () => {
  const several = await errorOf(only({ low: 1, high: 2 }, { low: 1, high: 2 }));
  expect([several.code, several.remedy]).toEqual(["BAD_OPTION", expect.stringContaining("low, high")]);
  const other = await errorOf(only({ low: 1 }, { low: 2 }, { field: "hihg" }));
  expect([other.code, other.remedy]).toEqual(["BAD_OPTION", expect.stringContaining("low")]);
  expect((await errorOf(only({ name: "x" }, { name: "y" }))).code).toBe("BAD_OPTION");
  expect((await errorOf(diff([], []))).code).toBe("NO_RESULTS");
});
