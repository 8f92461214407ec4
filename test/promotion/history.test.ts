import fc from "fast-check";
import { expect, test } from "vitest";
import type { JournalEntry } from "../../src/journal/journal";
import { promotedRun, promotionsOf } from "../../src/promotion/history";
import { promotion, run } from "./helpers";

const [a, b, c] = [run("g", 1), run("g", 2), run("g", 3)];

const fold = (...entries: JournalEntry[]): string | null => promotedRun(promotionsOf(entries, "out"));

test("readers see the last run that was promoted, and none before the first", () => {
  expect(fold()).toBeNull();
  expect(fold(promotion(null, a, true), promotion(a, b))).toBe(b.id);
  expect(fold(promotion(null, a, true), promotion(a, null))).toBeNull();
});

test("other topics' entries, and resets, have no say", () => {
  const reset: JournalEntry = {
    type: "reset",
    group: "g",
    moves: [],
    done: true,
    id: "r",
    at: 1,
    client: "test",
  };
  expect(fold({ ...promotion(null, a), outputTopic: "other" }, reset)).toBeNull();
});

test("two writers that notice the same at once: it happens once", () => {
  const [first, second] = [promotion(null, a, true), promotion(null, a, true)];
  expect(promotionsOf([first, second], "out")).toEqual([first]);
});

test("a writer that is late neither reverts what somebody has chosen meanwhile, nor brings back what was replaced", () => {
  const before = [promotion(null, a, true), promotion(a, c)];
  expect(fold(...before, promotion(a, b, true)), "it thought that they see a").toBe(c.id);
  expect(fold(...before, promotion(c, a), promotion(a, c, true)), "they have seen c").toBe(a.id);
});

test("what somebody has asked for always counts, and what counts once counts for good", () => {
  const ids = ["1", "2", "3", null];
  const entry = fc
    .tuple(fc.constantFrom(...ids), fc.constantFrom(...ids), fc.boolean())
    .map(([from, to, automatic]) =>
      promotion(from === null ? null : { id: from }, to === null ? null : { id: to }, automatic),
    );
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), fc.nat(12), (entries, cut) => {
      const all = promotionsOf(entries, "out");
      const asked = entries.filter(({ automatic }) => !automatic);
      expect(asked.every((one) => all.includes(one))).toBe(true);
      const earlier = promotionsOf(entries.slice(0, cut), "out");
      expect(all.slice(0, earlier.length)).toEqual(earlier);
      // An entry that does not count can be taken out without changing anything.
      expect(promotionsOf(all, "out")).toEqual(all);
    }),
  );
});
