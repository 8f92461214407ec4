import fc from "fast-check";
import { expect, test } from "vitest";
import { Pacer, type Clock, type Placed, type Speed } from "../../src/ingest/pacer";
import { PlayheadError } from "../../src/errors";

/** A clock on which nothing passes but what is waited for, and the work that a test does. */
class TestClock implements Clock {
  waits: number[] = [];
  constructor(public time: number) {}
  now = (): number => this.time;
  wait = (ms: number): Promise<void> => {
    this.waits.push(ms);
    this.time += ms;
    return Promise.resolve();
  };
}

interface Passed {
  place: number;
  at: number;
}

const speeds = fc.double({ min: 0.5, max: 10_000, noNaN: true });
const places = fc
  .array(fc.integer({ min: 0, max: 1e5 }), { minLength: 1, maxLength: 50 })
  .map((all) => all.sort((a, b) => a - b).map((place) => ({ place })));

/** Lets the rows through by a test's clock; `work` is how long the one who takes them needs each time, ms. */
async function pass(
  rows: readonly Placed[],
  { speed, clock = new TestClock(1000), work = 0 }: { speed: Speed; clock?: TestClock; work?: number },
): Promise<Passed[]> {
  const passed: Passed[] = [];
  for await (const due of new Pacer(speed, undefined, clock).whenDue(rows)) {
    passed.push(...due.map(({ place }) => ({ place, at: clock.time })));
    clock.time += work;
  }
  return passed;
}

test("every row passes once and in order, when its time has come: so many times faster than it happened", async () => {
  await fc.assert(
    fc.asyncProperty(places, speeds, async (rows, speed) => {
      const passed = await pass(rows, { speed });
      expect(passed.map(({ place }) => place)).toEqual(rows.map(({ place }) => place));
      const [first] = passed;
      for (const { place, at } of passed) {
        const due = 1000 + (place - first!.place) / speed;
        expect(Math.abs(at - due)).toBeLessThan(1e-3 + due * 1e-9);
      }
    }),
  );
});

test("whoever falls behind catches up: a row is never early, and late by no more than the work before it", async () => {
  await fc.assert(
    fc.asyncProperty(places, speeds, fc.integer({ min: 0, max: 5000 }), async (rows, speed, work) => {
      const passed = await pass(rows, { speed, work });
      for (const { place, at } of passed) {
        const due = 1000 + (place - rows[0]!.place) / speed;
        expect(at).toBeGreaterThan(due - 1e-3 - due * 1e-9);
        expect(at - due).toBeLessThan(work + 1e-3 + due * 1e-9);
      }
    }),
  );
});

test("at any speed the wait is told of at least twice a second", async () => {
  const clock = new TestClock(0);
  const told: number[] = [];
  const pacer = new Pacer(60, undefined, clock);
  const rows = [{ place: 0 }, { place: 120_000 }];
  for await (const due of pacer.whenDue(rows, (_, eventMs) => told.push(eventMs))) void due;
  expect(clock.waits).toEqual([500, 500, 500, 500]);
  expect(told).toEqual([120_000, 90_000, 60_000, 30_000]);
  expect(pacer.takes(120_000)).toBe(2000);
});

test("max: all at once, without a wait", async () => {
  const clock = new TestClock(0);
  await fc.assert(
    fc.asyncProperty(places, async (rows) => {
      expect(await pass(rows, { speed: "max", clock })).toHaveLength(rows.length);
    }),
  );
  expect(clock.waits).toEqual([]);
});

test("stopped anywhere and begun anew with what is left: each row once, in order, the next one at once", async () => {
  await fc.assert(
    fc.asyncProperty(places, speeds, fc.nat(60), async (rows, speed, waits) => {
      const clock = new TestClock(0);
      const stopping = new AbortController();
      const wait = (ms: number): Promise<void> => {
        if (clock.waits.length >= waits) stopping.abort();
        return clock.wait(ms);
      };
      const passed: Placed[] = [];
      const pacer = new Pacer(speed, stopping.signal, { now: clock.now, wait });
      for await (const due of pacer.whenDue(rows)) passed.push(...due);
      const left = rows.slice(passed.length);
      const resumed = await pass(left, { speed, clock: new TestClock(5000) });
      expect(resumed[0]?.at ?? 5000).toBe(5000);
      expect([...passed, ...resumed].map(({ place }) => place)).toEqual(rows.map(({ place }) => place));
    }),
  );
});

test("one pacer for a file in pieces keeps to one time line", async () => {
  const clock = new TestClock(0);
  const pacer = new Pacer(10, undefined, clock);
  for (const piece of [[{ place: 500 }], [], [{ place: 1500 }, { place: 2500 }]])
    for await (const due of pacer.whenDue(piece)) void due;
  expect(clock.time).toBe(200);
});

test.each([0, -1, NaN, Infinity, "fast" as unknown as number])("no speed: %s", (speed) => {
  expect(() => new Pacer(speed, undefined)).toThrow(PlayheadError);
});
