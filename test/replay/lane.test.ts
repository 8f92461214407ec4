import fc from "fast-check";
import { expect, test } from "vitest";
import { defineProcessor } from "../../src/processor/processor";
import type { Processor } from "../../src/processor/processor";
import { Lane, type Replayed } from "../../src/replay/lane";
import { parseRange, type ReplayRange } from "../../src/replay/range";
import { logRecord } from "../fixtures/log-record";
import { totals } from "../processor/helpers";

interface Part {
  key: string;
  amount: number;
  timestamp: number;
}

/** What comes of the records, fetched in pieces of these sizes. */
function run(
  parts: readonly Part[],
  sizes: readonly number[] = [1000],
  range: ReplayRange = {},
  processor: unknown = totals(),
): Omit<Replayed, "ms" | "microsecondsPerRecord"> & { last: string[] } {
  const lane = new Lane("one", processor as Processor<unknown, unknown, object>, parseRange(range), "stop");
  const records = parts.map(({ key, amount, timestamp }, offset) =>
    logRecord({ offset, key, value: JSON.stringify({ amount }), timestamp }),
  );
  for (let from = 0, at = 0; from < records.length; at++) {
    const size = sizes[at % sizes.length] ?? 1;
    lane.step(0, records.slice(from, from + size));
    from += size;
  }
  const { ms, microsecondsPerRecord, ...replayed } = lane.finish();
  expect(ms).toBeGreaterThanOrEqual(0);
  expect(microsecondsPerRecord).toBeGreaterThanOrEqual(0);
  return { ...replayed, last: [...lane.rows()].map(({ key, value }) => `${key} ${value}`) };
}

const parts = fc.array(
  fc.record({ key: fc.constantFrom("a", "b", "ключ", ""), amount: fc.nat(9), timestamp: fc.nat(50) }),
  { minLength: 1, maxLength: 30 },
);
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });

test("how the records are cut makes no difference to any digest, count or result", () => {
  fc.assert(
    fc.property(
      parts,
      sizes,
      fc.constantFrom({}, { from: 3, to: 20 }, { from: new Date(10) }),
      (all, cut, range) => {
        expect(run(all, cut, range)).toEqual(run(all, [1000], range));
      },
    ),
  );
});

test("another record, another order within a key, or another parameter has other digests", () => {
  fc.assert(
    fc.property(parts, (all) => {
      const { stateDigest, outputDigests } = run(all);
      const changed = all.map((part, at) => (at === 0 ? { ...part, amount: part.amount + 10 } : part));
      expect(run(changed).stateDigest).not.toBe(stateDigest);
      expect(run(changed).outputDigests).not.toEqual(outputDigests);
    }),
  );
  const two = [
    { key: "a", amount: 1, timestamp: 0 },
    { key: "a", amount: 2, timestamp: 0 },
  ];
  expect(run(two).stateDigest).not.toBe(run([...two].reverse()).stateDigest);
  expect(run(two, [9], {}, totals(2)).outputDigests).not.toEqual(run(two).outputDigests);
});

test("the order of a state's fields and of the keys makes no difference to the state's digest", () => {
  const lastTwo = (step: (amount: number) => Record<string, number>) =>
    defineProcessor<Record<string, number>, { amount: number }, object>({
      name: "fields",
      initialState: {},
      step: (_, { value }) => [step(value.amount)],
    });
  const all = [
    { key: "b", amount: 1, timestamp: 0 },
    { key: "a", amount: 2, timestamp: 0 },
  ];
  const [ab, ba] = [lastTwo((n) => ({ x: n, y: 2 })), lastTwo((n) => ({ y: 2, x: n }))];
  expect(run(all, [9], {}, ab).stateDigest).toBe(run([...all].reverse(), [9], {}, ba).stateDigest);
});

test("a bad record is left out and counted, or ends it; what it had put out before it failed does not count", () => {
  const processor = defineProcessor<number, { amount: number }, { n: number }>({
    name: "sometimes",
    initialState: 0,
    writes: { n: "number" },
    step: (n, { value }) =>
      value.amount === 5 ? [n + 1, [{ n: 1 }, { n: "no" as unknown as number }]] : [n + 1, { n: n + 1 }],
  });
  const lane = (onBad: "stop" | "skip") =>
    new Lane("one", processor as unknown as Processor<unknown, unknown, object>, parseRange({}), onBad);
  const records = [1, 5, 2].map((amount, offset) =>
    logRecord({ offset, key: "k", value: JSON.stringify({ amount }) }),
  );
  const skipping = lane("skip");
  skipping.step(0, records);
  expect(skipping.finish()).toMatchObject({ recordsIn: 3, recordsOut: 2, badRecords: 1, keys: 1 });
  expect([...skipping.rows()]).toMatchObject([{ value: '{"n":2}', source: "0:2" }]);
  expect(() => lane("stop").step(0, records)).toThrow(expect.objectContaining({ code: "BAD_RECORD" }));
});

test("all outputs are kept where that is asked for, those of a bad record not", () => {
  const keeping = new Lane(
    "one",
    totals() as unknown as Processor<unknown, unknown, object>,
    parseRange({ from: 1 }),
    "skip",
    "every",
  );
  const records = ['{"amount":1}', '{"amount":2}', "{", '{"amount":3}'].map((value, offset) =>
    logRecord({ offset, key: "k", value, timestamp: offset * 10 }),
  );
  keeping.step(3, records.slice(0, 2));
  keeping.step(3, records.slice(2));
  const common = { key: "k", partition: 3 };
  expect(keeping.outputs()).toMatchObject([
    { ...common, offset: 1, timestamp: 10, output: { total: 33, count: 2 } },
    { ...common, offset: 3, timestamp: 30, output: { total: 1026, count: 3 } },
  ]);
});

test("a state that JSON can't keep has no digest", () => {
  const processor = defineProcessor<unknown, unknown, object>({
    name: "map",
    initialState: null,
    step: () => [new Map([[1, 2]])],
  });
  const lane = new Lane("one", processor, parseRange({}), "stop");
  lane.step(0, [logRecord({ key: "k", value: "{}" })]);
  expect(() => lane.finish()).toThrow(expect.objectContaining({ code: "STATE_NOT_JSON" }));
});
