import { expect, test } from "vitest";
import type { Outlook } from "../../src/rewind/outlook";
import { notesOf, type Situation } from "../../src/rewind/words";

const definition = { name: "cumulative-distance", version: 1, parameters: {}, digest: "0" };
const shown = { id: "g:raw:7", group: "g", number: 7, definition, where: "dist_calc" };
const results = { sourceTopic: "raw", last: { id: "g:raw:7", number: 7 }, goesOn: false, shown };
const move = {
  topic: "raw",
  partition: 0,
  currentOffset: 681,
  newOffset: 166,
  logStartOffset: 0,
  logEndOffset: 681,
  toReplay: 515,
};
const ahead: Outlook = {
  edges: [{}],
  estimate: { records: 515, bytes: undefined, keys: undefined, milliseconds: undefined },
  warmUp: [],
  warnings: [],
  results: [results],
};

function notes(facts: Partial<Situation>, outlook: Partial<Outlook> = {}, executed = false): string[] {
  const situation = { group: "g", moves: [move], members: [], ...facts, outlook: { ...ahead, ...outlook } };
  return notesOf(situation, executed).map(([word, sentence]) => `${word}: ${sentence}`);
}

const warmUp = { topic: "raw", partition: 0, same: { offsets: 20 }, other: { offsets: 166 } };

test("what is not known is not told, and a time that was never measured says so", () => {
  expect(notes({})[0]).toBe("replays: 515 offsets; estimated 515 records, the time not measured yet");
});

test("where nothing is left to replay it says so", () => {
  expect(notes({ moves: [{ ...move, newOffset: 681, toReplay: 0 }] })[0]).toContain(
    "nothing that is there now",
  );
});

test.each([
  [warmUp, "at most 166 earlier offsets first, 20 with the definition of the last run: their state"],
  [{ ...warmUp, same: { offsets: 166 } }, "at most 166 earlier offsets first: their state"],
  [{ ...warmUp, same: { offsets: 0 } }, "first, none with the definition of the last run: their state"],
])("warm-up %#", (one, words) => {
  expect(notes({}, { warmUp: [one] })[1]).toContain(words);
});

test("nothing to warm up is not told, a gap is: whom it stops depends on the changelog", () => {
  expect(
    notes({}, { warmUp: [{ ...warmUp, same: { offsets: 0 }, other: { offsets: 0 } }] }).join(),
  ).not.toContain("warms");
  const missing: [number, number] = [0, 9];
  const other = { offsets: 156, missing };
  expect(notes({}, { warmUp: [{ ...warmUp, other }] })[2]).toBe(
    "gap: offsets 0 to 9 of raw partition 0 have been deleted: another definition than the last run's is refused there (LOG_GAP), unless it begins fresh",
  );
  expect(notes({}, { warmUp: [{ ...warmUp, same: other, other }] })[2]).toContain(
    "a processor that needs their state is refused",
  );
});

test.each([
  [{ ...results, last: undefined, shown: undefined }, "nothing that is known here: g has no run over raw"],
  [{ ...results, goesOn: true }, "nothing: run 7 goes on from there"],
  [{ ...results, shown: undefined }, "nothing: readers see no results of run 7 yet"],
  [
    { ...results, shown: { ...shown, group: "other" } },
    "nothing: dist_calc shows run 7 (cumulative-distance 1) of other",
  ],
  [
    results,
    "dist_calc shows run 7 (cumulative-distance 1) until run 8 has caught up; `npx playhead undo` then brings run 7 back",
  ],
])("results %#", (one, words) => {
  expect(notes({}, { results: [one] })).toContain(`replaces: ${words}`);
});

test("a clamped offset is told, and a group that is not there yet, with those that are", () => {
  const told = notes({ moves: [{ ...move, newOffset: 681, clampedFrom: 700 }], others: ["h", "i"] });
  expect(told).toContain("clamps: 700 to 681 on raw partition 0, which holds 0 to 681");
  expect(told).toContain("creates: the group g, which is not there yet (there are h, i)");
});

test("who stands in the way is named, until it is executed", () => {
  const members = [{ memberId: "m", clientId: "playhead-laptop-7", host: "127.0.0.1", assigned: {} }];
  expect(notes({ members }).at(-1)).toBe(
    "allowed: no, the group has a member (playhead-laptop-7 on 127.0.0.1)",
  );
  expect(notes({}).at(-1)).toBe("allowed: yes, the group has no members");
  expect(notes({}, {}, true).join()).not.toContain("allowed");
});
