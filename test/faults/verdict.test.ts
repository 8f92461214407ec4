import { describe, expect, test } from "vitest";
import { fold, type SourceRecord } from "./fold";
import { isClean, judgeRun, judgeTable, type Output, type Verdict } from "./verdict";

// The judge of the fault tests: what it does not see would stay unseen.

const records: SourceRecord[] = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => ({
  partition: n % 2,
  offset: Math.floor(n / 2),
  key: `track-${n % 4}`,
  point: { latitude: 41 + n / 100, longitude: 2 },
}));
const truth = fold(records);
const whole = new Map([0, 1].map((partition) => [partition, { from: 0, until: 4 }]));

function outputs(): Output[] {
  return [...truth.bySource].map(([source, { key, distance, points }]) => ({
    source,
    warmUp: false,
    key,
    distance,
    points,
  }));
}

const found = ({ lost, duplicated, wrong }: Verdict) => [lost, duplicated, wrong];
const judge = (given: Output[], extent = whole) => judgeRun("run", truth, extent, given);

describe("a run's outputs", () => {
  test("as they should be", () => {
    expect(judge(outputs())).toEqual({ compared: 8, lost: 0, duplicated: 0, wrong: 0, examples: [] });
  });

  test("one lost, one doubled, one changed, two in the wrong order", () => {
    expect(found(judge(outputs().slice(1)))).toEqual([1, 0, 0]);
    expect(found(judge([...outputs(), ...outputs().slice(7)]))).toEqual([0, 1, 0]);
    const changed = outputs().map((output, i) => (i === 5 ? { ...output, points: 9 } : output));
    expect(found(judge(changed))).toEqual([0, 0, 1]);
    expect(judge(changed).examples[0]).toContain("run: wrong");
    expect(found(judge(outputs().reverse())).at(2)).toBeGreaterThan(0);
  });

  test("of a run that begins in the middle: the last ones before it are due as warmed up, once", () => {
    const middle = new Map([0, 1].map((partition) => [partition, { from: 2, until: 4 }]));
    const late = outputs().map((output, i) => (i < 4 ? { ...output, warmUp: true } : output));
    expect(isClean(judge(late, middle))).toBe(true);
    expect(found(judge(late.slice(1), middle))).toEqual([1, 0, 0]);
    expect(found(judge(outputs(), middle))).toEqual([0, 0, 4]);
  });

  test("of a run that began at the log's end: nothing but what was warmed up", () => {
    const atEnd = new Map([0, 1].map((partition) => [partition, { from: 4, until: 4 }]));
    const last = outputs().slice(4);
    expect(
      isClean(
        judge(
          last.map((output) => ({ ...output, warmUp: true })),
          atEnd,
        ),
      ),
    ).toBe(true);
    expect(found(judge([], atEnd))).toEqual([4, 0, 0]);
  });

  test("of records that the run does not speak of", () => {
    const first = new Map([0, 1].map((partition) => [partition, { from: 0, until: 3 }]));
    expect(found(judge(outputs(), first))).toEqual([0, 0, 2]);
  });
});

test("the table that readers see", () => {
  const rows = [...truth.byKey].map(([key, all]) => {
    const { distance = 0, points = 0 } = all.at(-1) ?? {};
    return { key, distance, points };
  });
  const judged = (given: typeof rows) => found(judgeTable("table", truth, given));
  expect(judged(rows)).toEqual([0, 0, 0]);
  expect(judged(rows.slice(1))).toEqual([1, 0, 0]);
  expect(judged([...rows, ...rows.slice(0, 1)])).toEqual([0, 1, 0]);
  expect(judged(rows.map((row) => ({ ...row, points: 1 })))).toEqual([0, 0, 4]);
});
