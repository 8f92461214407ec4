import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PlayheadError } from "../../src/errors";
import { planRestore, type RestoreSituation } from "../../src/processor/restore-plan";

/** The changelog of a partition whose state is at offset 10: keys by the offset of their last record. */
const ENTRIES = [
  { key: "early", offset: 3 },
  { key: "late", offset: 9 },
];
const CHANGELOG = { nextOffset: 10, baseline: 0, keys: 2 };

function plan(
  changes: Partial<RestoreSituation>,
  entries: readonly { key: string; offset: number }[] = ENTRIES,
) {
  const situation = { topic: "t", partition: 2, target: 10, logStart: 0, changelog: CHANGELOG, baseline: 0 };
  return planRestore({ ...situation, ...changes }, entries);
}

function gap(changes: Partial<RestoreSituation>): PlayheadError {
  try {
    plan(changes);
  } catch (error) {
    if (error instanceof PlayheadError && error.code === "LOG_GAP") return error;
    throw error;
  }
  throw new Error("it should have been refused");
}

describe("a changelog that is complete", () => {
  test("at the playhead is all that is needed, also where the log has lost its start", () => {
    expect(plan({})).toEqual({ kind: "forward", from: 10 });
    expect(plan({ logStart: 8 })).toEqual({ kind: "forward", from: 10 });
    expect(plan({ logStart: 10 })).toEqual({ kind: "forward", from: 10 });
  });

  test("before the playhead: what lies between is stepped", () => {
    expect(plan({ target: 14 })).toEqual({ kind: "forward", from: 10 });
    expect(plan({ target: 14, logStart: 10 })).toEqual({ kind: "forward", from: 10 });
  });

  test("beyond the playhead: keys that have gone on past it are stepped again, from where the state began", () => {
    expect(plan({ target: 9 })).toEqual({ kind: "back", from: 0, keys: new Set(["late"]) });
    expect(plan({ target: 4 })).toEqual({ kind: "back", from: 0, keys: new Set(["late"]) });
    expect(plan({ target: 3 })).toEqual({ kind: "back", from: 0, keys: new Set(["late", "early"]) });
    const fresh = { ...CHANGELOG, baseline: 2 };
    expect(plan({ target: 4, changelog: fresh })).toEqual({ kind: "back", from: 2, keys: new Set(["late"]) });
  });

  test("beyond the playhead, but no key has gone on: it holds as it is, whatever the log has lost", () => {
    const changelog = { ...CHANGELOG, nextOffset: 12 };
    expect(plan({ target: 11, changelog })).toEqual({ kind: "forward", from: 11 });
    expect(plan({ target: 11, changelog, logStart: 5 })).toEqual({ kind: "forward", from: 11 });
  });
});

describe("without a changelog that can serve", () => {
  test.each([
    ["there is none of this definition", { changelog: undefined }],
    ["keys are missing in it", { changelog: { ...CHANGELOG, keys: 3 } }],
    ["it has keys too many", { changelog: { ...CHANGELOG, keys: 1 } }],
  ])("because %s, all is stepped from where the state begins", (_, change) => {
    expect(plan(change)).toEqual({ kind: "log", from: 0 });
    expect(plan({ ...change, target: 4 })).toEqual({ kind: "log", from: 0 });
    expect(plan({ ...change, target: 14 })).toEqual({ kind: "log", from: 0 });
  });

  test("an empty state at the playhead needs nothing", () => {
    expect(plan({ changelog: undefined, baseline: 10, logStart: 8 })).toEqual({ kind: "log", from: 10 });
  });
});

describe("records that are needed have been deleted", () => {
  test("the gap is named: its offsets, and what rests on them", () => {
    const error = gap({ changelog: undefined, logStart: 6 });
    expect(error.message).toContain("offset 10 of t partition 2");
    expect(error.message).toContain("the log starts at 6");
    expect(error.message).toContain("6 offsets (0 to 5) have been deleted");
    expect(error.remedy).toContain("--to-earliest");
    expect(error.remedy).toContain('state: "fresh"');
  });

  test("a jump over deleted records: the gap is between the changelog and the log's start", () => {
    expect(gap({ target: 20, logStart: 15 }).message).toContain("5 offsets (10 to 14) have been deleted");
  });

  test("a playhead that lies before the log's start has no gap beyond itself", () => {
    expect(gap({ target: 4, changelog: undefined, logStart: 6 }).message).toContain("4 offsets (0 to 3)");
  });

  test("back to the middle: keys that have gone on can't be stepped again", () => {
    expect(gap({ target: 8, logStart: 5 }).message).toContain("5 offsets (0 to 4) have been deleted");
  });

  test("an incomplete changelog of a state that began at records that are gone", () => {
    const changelog = { ...CHANGELOG, keys: 3 };
    for (const target of [8, 10, 14]) {
      expect(gap({ target, logStart: 5, baseline: 5, changelog }).message).toContain("(0 to 4)");
    }
    // The same run at what happens to be the log's start now: it does not begin there.
    expect(gap({ target: 10, logStart: 10, changelog }).message).toContain("10 offsets (0 to 9)");
  });

  test("at the log's new start it begins anew", () => {
    for (const changelog of [undefined, CHANGELOG, { ...CHANGELOG, keys: 3 }]) {
      expect(plan({ target: 6, logStart: 6, changelog })).toEqual({ kind: "log", from: 6 });
      expect(plan({ target: 13, logStart: 13, changelog })).toEqual({ kind: "log", from: 13 });
    }
  });
});

test("whatever the plan, the state that it makes is that of all records before the playhead", () => {
  const record = fc.constantFrom("a", "b", "c", "d");
  fc.assert(
    fc.property(fc.array(record, { maxLength: 12 }), fc.nat(12), fc.nat(12), (log, at, to) => {
      const [position, target] = [Math.min(at, log.length), Math.min(to, log.length)];
      /** The state of a key is the list of the offsets of its records. */
      const fold = (from: number, end: number, into = new Map<string, number[]>(), only?: Set<string>) => {
        for (let offset = from; offset < end; offset++) {
          const key = log[offset] as string;
          if (only?.has(key) !== false) into.set(key, [...(into.get(key) ?? []), offset]);
        }
        return into;
      };
      const entries = [...fold(0, position)].map(([key, offsets]) => ({ key, offset: offsets.at(-1) ?? 0 }));
      const changelog = { nextOffset: position, baseline: 0, keys: entries.length };
      const planned = plan({ target, changelog }, entries);
      const keys = planned.kind === "back" ? planned.keys : undefined;
      const kept = planned.kind === "log" ? [] : [...fold(0, position)].filter(([key]) => !keys?.has(key));
      expect(fold(planned.from, target, new Map(kept), keys)).toEqual(fold(0, target));
    }),
  );
});
