import fc from "fast-check";
import { expect, test } from "vitest";
import type { Promotion } from "../../src/journal/journal";
import type { Run } from "../../src/processor/runs";
import { duePromotion } from "../../src/promotion/automatic";
import { promotion, run } from "./helpers";

const all = () => true;
const none = () => false;

test("without runs nothing is shown", () => {
  expect(duePromotion([], [], all)).toBeUndefined();
});

test("the first run there ever was is shown from its first row on, whole or not", () => {
  const first = run("a", 1, { startedAt: 5 });
  expect(duePromotion([], [run("b", 1, { startedAt: 6 }), first], none)).toBe(first);
});

test("one that is kept aside, or computed beside another, is not the first, nor the next", () => {
  const aside = [run("a", 1, { promote: false }), run("b", 1, { beside: "a" })];
  expect(duePromotion([], aside, all)).toBeUndefined();
  const shown = run("a", 2);
  expect(duePromotion([], [...aside, shown], all)).toBe(shown);
  const next = run("a", 3, { promote: false });
  expect(duePromotion([promotion(null, shown)], [shown, next], all)).toBeUndefined();
});

test("a newer run of the group takes over once it is whole, not before", () => {
  const [miles, km] = [run("a", 1), run("a", 2)];
  const shown = [promotion(null, miles, true)];
  expect(duePromotion(shown, [miles, km], (one) => one === miles)).toBeUndefined();
  expect(duePromotion(shown, [miles, km], (one) => one === km)).toBe(km);
});

test("of several that are whole the newest takes over; one that isn't is passed by", () => {
  const runs = [1, 2, 3, 4].map((number) => run("a", number));
  const shown = [promotion(null, runs[0] as Run)];
  expect(duePromotion(shown, runs, ({ number }) => number < 4)).toBe(runs[2]);
});

test("what somebody has chosen stays until the group's next run, and so does an undo", () => {
  const [one, two, three] = [run("a", 1), run("a", 2), run("a", 3)];
  const undone = [promotion(null, one, true), promotion(one, two, true), promotion(two, one)];
  expect(duePromotion(undone, [one, two], all)).toBeUndefined();
  expect(duePromotion(undone, [one, two, three], all)).toBe(three);
  const nothing = [promotion(null, one, true), promotion(one, null)];
  expect(duePromotion(nothing, [one], all), "taken back to none").toBeUndefined();
  expect(duePromotion(nothing, [one, two], all)).toBe(two);
});

test("nothing goes back to a run that readers saw or that is older, and nothing leaves the group or the topic", () => {
  const runs = fc.uniqueArray(
    fc
      .tuple(
        fc.constantFrom("a", "b"),
        fc.integer({ min: 1, max: 5 }),
        fc.record({ sourceTopic: fc.constantFrom("raw", "raw-2"), startedAt: fc.nat(100) }),
      )
      .map((parts) => run(...parts)),
    { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(
      runs,
      fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
      fc.func(fc.boolean()),
      (list, picks, answer) => {
        const isWhole = (one: Run): boolean => answer(one.id);
        const seen = picks.map((pick) => list[pick % list.length] as Run);
        const history: Promotion[] = seen.map((one, index) => promotion(seen[index - 1] ?? null, one));
        const shown = seen.at(-1) as Run;
        const ofIts = list.filter(
          (one) => one.group === shown.group && one.sourceTopic === shown.sourceTopic,
        );
        const newest = Math.max(...seen.filter((one) => ofIts.includes(one)).map(({ number }) => number));
        const candidates = ofIts.filter((one) => one.number > newest && isWhole(one));
        const due = duePromotion(history, list, isWhole);
        // A plain statement of the rule: the greatest number among those that may.
        expect(due?.number).toBe(
          candidates.length === 0 ? undefined : Math.max(...candidates.map(({ number }) => number)),
        );
        if (due !== undefined) expect(candidates).toContain(due);
        // The order in which the runs are told makes no difference.
        expect(duePromotion(history, [...list].reverse(), isWhole)).toBe(due);
      },
    ),
  );
});
