import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyStates } from "../../src/processor/key-states";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { definitionOf, isDefinedStep, sameDefinition } from "../../src/processor/processor";
import { NO_TIME } from "../../src/tracks/no-time";
import { inWindow, windowOf } from "../../src/window/in-window";
import { logRecord } from "../fixtures/log-record";
import { totals, type Total } from "../processor/helpers";

const HOUR = { from: "2023-03-09T12:00:00Z", to: "2023-03-09T13:00:00Z" };

interface Timed {
  key: string;
  amount: number;
  timestamp: number;
}

/** What comes out of records in this order, and of which of them, by position. */
function emitted(records: readonly Timed[], processor = totals()): [number, Total][] {
  const states = new KeyStates(processor);
  const outputs: [number, Total][] = [];
  for (const [offset, { key, amount, timestamp }] of records.entries()) {
    states.step(logRecord({ offset, key, value: JSON.stringify({ amount }), timestamp }), (_, { value }) =>
      outputs.push([offset, value]),
    );
  }
  return outputs;
}

test("a record without a time is refused, with the reason: nobody can tell whether it lies in the window", () => {
  const states = new KeyStates(inWindow(totals(), HOUR));
  const record = logRecord({ offset: 7, key: "a", value: JSON.stringify({ amount: 1 }), timestamp: NO_TIME });
  expect(() => states.step(record)).toThrow(
    expect.objectContaining({
      code: "NO_EVENT_TIME",
      message: expect.stringMatching(
        /offset 7 .* has no event time, and a window of time needs one/,
      ) as string,
    }),
  );
});

const records = fc.array(
  fc.record({
    key: fc.constantFrom("a", "b"),
    amount: fc.nat(9),
    timestamp: fc.integer({ min: 0, max: 30 }),
  }),
  { maxLength: 40 },
);
const bounds = fc
  .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 0, max: 31 }))
  .filter(([from, to]) => from < to);

test("with warm-up, the outputs are those that a plain fold over all records has in the window, in any order of times", () => {
  fc.assert(
    fc.property(records, bounds, (all, [from, to]) => {
      const inside = (at: number): boolean =>
        (all[at]?.timestamp ?? -1) >= from && (all[at]?.timestamp ?? 99) < to;
      const expected = emitted(all).filter(([at]) => inside(at));
      const windowed = inWindow(totals(), { from: new Date(from), to: new Date(to) });
      expect(emitted(all, windowed)).toEqual(expected);
    }),
  );
});

test("without warm-up, it is as if there were no records but the window's", () => {
  fc.assert(
    fc.property(records, bounds, (all, [from, to]) => {
      const kept = all.flatMap((record, at) =>
        record.timestamp >= from && record.timestamp < to ? [at] : [],
      );
      const expected = emitted(kept.map((at) => all[at] as Timed)).map(([at, total]) => [kept[at], total]);
      const windowed = inWindow(totals(), { from: new Date(from), to: new Date(to), warmUp: false });
      expect(emitted(all, windowed)).toEqual(expected);
    }),
  );
});

test("it is the processor with the window among its parameters; what it reads and writes stays declared", () => {
  const processor = cumulativeDistance({ unit: "km" });
  const windowed = inWindow(processor, HOUR);
  expect(windowed).toMatchObject({
    name: processor.name,
    version: processor.version,
    reads: processor.reads,
    writes: processor.writes,
    parameters: {
      ...processor.parameters,
      "window.from": "2023-03-09T12:00:00.000Z",
      "window.to": "2023-03-09T13:00:00.000Z",
      "window.warmUp": true,
    },
  });
  expect(processor.reads).toBeDefined();
  expect(isDefinedStep(windowed.step)).toBe(true);
  const window = { from: "2023-03-09T12:00:00.000Z", to: "2023-03-09T13:00:00.000Z", warmUp: true };
  expect(windowOf(windowed)).toEqual(window);
  expect(windowOf(processor)).toBeUndefined();
});

test("other windows, and other code in one window, are other definitions; one moment in two zones is the same", () => {
  const definition = definitionOf(inWindow(totals(), HOUR));
  const same = { from: new Date("2023-03-09T12:00:00Z"), to: "2023-03-09T14:00:00+01:00" };
  expect(sameDefinition(definitionOf(inWindow(totals(), same)), definition)).toBe(true);
  const others = [
    totals(),
    inWindow(totals(), { ...HOUR, warmUp: false }),
    inWindow(totals(), { ...HOUR, to: "2023-03-09T13:00:01Z" }),
    inWindow(totals(2), HOUR),
    inWindow({ ...totals(), step: (state) => [state] }, HOUR),
  ];
  for (const other of others) expect(sameDefinition(definitionOf(other), definition)).toBe(false);
});

test.each([
  [{ ...HOUR, to: HOUR.from }, "no moment in it"],
  [{ from: HOUR.to, to: HOUR.from }, "no moment in it"],
  [{ ...HOUR, from: "2023-03-09T12:00:00" }, "from can't be"],
  [{ ...HOUR, to: new Date(NaN) }, "to can't be"],
])("%j is refused", (window, told) => {
  expect(() => inWindow(totals(), window)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  expect(() => inWindow(totals(), window)).toThrow(told);
});

test("a window in a window is refused", () => {
  expect(() => inWindow(inWindow(totals(), HOUR), HOUR)).toThrow("has a window already");
});
