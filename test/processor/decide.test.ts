import { expect, test } from "vitest";
import { decideRun, movedPartitions, requireMadeBy, type Situation } from "../../src/processor/decide";
import type { Definition } from "../../src/processor/processor";
import type { Run, RunProgress } from "../../src/processor/runs";

const definition: Definition = { name: "sum", version: 1, parameters: { unit: "mi" }, digest: "abc" };
const other: Definition = { ...definition, parameters: { unit: "km" } };
const GROUP = "g";
const TOPIC = "in";

function aRun(number: number, changes: Partial<Run> = {}): Run {
  return {
    id: `${GROUP}:${TOPIC}:${number}`,
    group: GROUP,
    sourceTopic: TOPIC,
    outputTopic: "out",
    number,
    definition,
    partitions: 2,
    sourceTopicId: "id",
    startedAt: 1,
    ...changes,
  };
}

/** Runs with where they stand: `[run, { partition: [startOffset, nextOffset] }]`. */
function situation(
  runs: [Run, Record<number, [number, number]>][],
  committed: Record<number, number>,
  changes: Partial<Situation> = {},
): Situation {
  const progress = new Map(
    runs.map(([{ id }, at]) => [
      id,
      new Map(
        Object.entries(at).map(([partition, [startOffset, nextOffset]]): [number, RunProgress] => [
          Number(partition),
          {
            run: id,
            partition: Number(partition),
            logStart: 0,
            startOffset,
            nextOffset,
            target: 10,
            recordsIn: 0,
            recordsOut: 0,
            outputs: {},
          },
        ]),
      ),
    ]),
  );
  return {
    group: GROUP,
    sourceTopic: TOPIC,
    outputTopic: "out",
    definition,
    sourceTopicId: "id",
    fresh: false,
    committed: new Map(Object.entries(committed).map(([partition, offset]) => [Number(partition), offset])),
    logStart: new Map([
      [0, 0],
      [1, 0],
    ]),
    runs: { byId: new Map(runs.map(([run]) => [run.id, run])), progress },
    now: 99,
    ...changes,
  };
}

test("the first run of a group over a topic has number 1", () => {
  expect(decideRun(situation([], {}))).toEqual(aRun(1, { startedAt: 99 }));
});

test("runs of other groups and over other topics don't count", () => {
  const foreign = [
    aRun(4, { id: "h:in:4", group: "h" }),
    aRun(7, { id: "g:elsewhere:7", sourceTopic: "elsewhere" }),
  ];
  const others = situation(
    foreign.map((run) => [run, { 0: [0, 5] }]),
    { 0: 5 },
  );
  expect(decideRun(others).id).toBe("g:in:1");
});

test("the run goes on where every playhead is where it left it", () => {
  expect(decideRun(situation([[aRun(1), { 0: [0, 5], 1: [0, 7] }]], { 0: 5, 1: 7 }))).toEqual(aRun(1));
});

test("a partition that has not entered the run yet does not end it", () => {
  expect(decideRun(situation([[aRun(2), { 0: [0, 5] }]], { 0: 5, 1: 3 }))).toEqual(aRun(2));
});

test.each([
  ["back", { 0: 0, 1: 7 }],
  ["forward", { 0: 5, 1: 9 }],
  ["to nowhere: its offset was deleted", { 0: 5 }],
])("a playhead that was moved %s begins the next run", (_, committed) => {
  const moved = situation([[aRun(1), { 0: [0, 5], 1: [0, 7] }]], committed);
  expect(movedPartitions(moved)).toHaveLength(1);
  expect(decideRun(moved)).toEqual(aRun(2, { startedAt: 99 }));
});

test("a deleted offset means the log's start, as for any consumer", () => {
  const atStart = situation(
    [[aRun(1), { 0: [3, 3] }]],
    {},
    {
      logStart: new Map([
        [0, 3],
        [1, 0],
      ]),
    },
  );
  expect(decideRun(atStart)).toEqual(aRun(1));
});

test("another definition or output topic is refused while the playhead is where the run left it", () => {
  const runs: [Run, Record<number, [number, number]>][] = [[aRun(1), { 0: [0, 5] }]];
  for (const change of [{ definition: other }, { outputTopic: "elsewhere" }]) {
    expect(() => decideRun(situation(runs, { 0: 5 }, change))).toThrow(
      expect.objectContaining({ code: "DEFINITION_CHANGED" }) as Error,
    );
    expect(decideRun(situation(runs, { 0: 0 }, change))).toMatchObject({ number: 2, ...change });
  }
});

test("a run that has not got beyond its first offset stands in nobody's way", () => {
  const untouched: [Run, Record<number, [number, number]>] = [aRun(1), { 0: [0, 0], 1: [4, 4] }];
  expect(decideRun(situation([untouched], { 0: 0, 1: 4 }, { definition: other }))).toMatchObject({
    number: 2,
    definition: other,
  });
  expect(decideRun(situation([untouched], { 0: 0, 1: 4 }))).toEqual(aRun(1));
});

test("only the last run is looked at", () => {
  const earlier: [Run, Record<number, [number, number]>] = [aRun(1), { 0: [0, 5] }];
  const last: [Run, Record<number, [number, number]>] = [aRun(2, { definition: other }), { 0: [0, 8] }];
  expect(decideRun(situation([last, earlier], { 0: 8 }, { definition: other })).number).toBe(2);
  expect(decideRun(situation([last, earlier], { 0: 5 })).number).toBe(3);
});

test("a run can be asked whether it is of a definition", () => {
  const wanted = { group: GROUP, sourceTopic: TOPIC, outputTopic: "out", fresh: false };
  expect(() => requireMadeBy(aRun(1), { ...wanted, definition })).not.toThrow();
  expect(() => requireMadeBy(aRun(1), { ...wanted, definition: other })).toThrow(
    "was begun with sum 1 (unit mi), not with sum 1 (unit km)",
  );
});
