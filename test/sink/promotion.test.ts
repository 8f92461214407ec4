import fc from "fast-check";
import { expect, test } from "vitest";
import type { Run } from "../../src/processor/runs";
import { choosePromoted } from "../../src/sink/promotion";

function run(group: string, number: number, startedAt = number, sourceTopic = "raw"): Run {
  return {
    id: `${group}:${sourceTopic}:${number}`,
    group,
    sourceTopic,
    outputTopic: "out",
    number,
    definition: { name: "sum", version: 1, parameters: {}, digest: "d" },
    partitions: 1,
    startedAt,
  };
}

const all = () => true;
const none = () => false;

test("without runs nothing is shown", () => {
  expect(choosePromoted(undefined, [], all)).toBeUndefined();
});

test("the first run there ever was is shown from its first row on, caught up or not", () => {
  const first = run("a", 1, 5);
  expect(choosePromoted(undefined, [run("b", 1, 6), first], none)).toBe(first);
});

test("a newer run of the group takes over once it has caught up, not before", () => {
  const [miles, km] = [run("a", 1), run("a", 2)];
  expect(choosePromoted(miles, [miles, km], (one) => one === miles)).toBe(miles);
  expect(choosePromoted(miles, [miles, km], (one) => one === km)).toBe(km);
});

test("of several that have caught up the newest takes over; one that hasn't is passed by", () => {
  const runs = [1, 2, 3, 4].map((number) => run("a", number));
  expect(choosePromoted(runs[0], runs, ({ number }) => number < 4)).toBe(runs[2]);
});

test("nothing goes back to an older run, and nothing leaves the group or the topic", () => {
  const runs = fc.uniqueArray(
    fc
      .tuple(
        fc.constantFrom("a", "b"),
        fc.integer({ min: 1, max: 5 }),
        fc.nat(100),
        fc.constantFrom("raw", "raw-2"),
      )
      .map((parts) => run(...parts)),
    { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(runs, fc.nat(), fc.func(fc.boolean()), (list, pick, isCaughtUp) => {
      const promoted = list[pick % list.length] as Run;
      const caughtUp = (one: Run): boolean => isCaughtUp(one.id);
      const chosen = choosePromoted(promoted, list, caughtUp) as Run;
      expect([chosen.group, chosen.sourceTopic]).toEqual([promoted.group, promoted.sourceTopic]);
      expect(chosen.number).toBeGreaterThanOrEqual(promoted.number);
      if (chosen !== promoted) expect(caughtUp(chosen)).toBe(true);
      const newer = list.filter(
        (one) =>
          one.group === promoted.group &&
          one.sourceTopic === promoted.sourceTopic &&
          one.number > chosen.number,
      );
      expect(newer.filter(caughtUp), "the newest that has caught up is the one").toEqual([]);
      // The order in which the runs are told makes no difference.
      expect(choosePromoted(promoted, [...list].reverse(), caughtUp)).toBe(chosen);
    }),
  );
});
