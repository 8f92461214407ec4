import { expect, test } from "vitest";
import type { RunProgress } from "../../src/processor/runs";
import { warmUpOf } from "../../src/rewind/warm-up";

function at(newOffset: number | null, logStartOffset = 0) {
  const logEndOffset = 1000;
  return {
    topic: "raw",
    partition: 0,
    currentOffset: 500,
    newOffset,
    logStartOffset,
    logEndOffset,
    toReplay: logEndOffset - (newOffset ?? logStartOffset),
  };
}

/** A run that has come to 500, whose state is made of the records from `logStart` on. */
const run = (logStart = 0): RunProgress => ({
  run: "g:raw:1",
  partition: 0,
  logStart,
  lineage: "1.a",
  keys: 5,
  startOffset: logStart,
  nextOffset: 500,
  target: 500,
  recordsIn: 500,
  recordsOut: 500,
  outputs: {},
});

const warmUp = (move: ReturnType<typeof at>, progress?: RunProgress, fresh = false) => {
  const { same, other } = warmUpOf(move, progress, fresh);
  return { same, other };
};

test.each([
  ["back: all before it", at(300), run(), { same: { offsets: 300 }, other: { offsets: 300 } }],
  [
    "where the run is: its changelog has it",
    at(500),
    run(),
    { same: { offsets: 0 }, other: { offsets: 500 } },
  ],
  ["forward: what is skipped", at(700), run(), { same: { offsets: 200 }, other: { offsets: 700 } }],
  ["the log's start: nothing", at(0), run(), { same: { offsets: 0 }, other: { offsets: 0 } }],
  [
    "no playhead: as from the log's start",
    at(null, 50),
    run(),
    { same: { offsets: 0 }, other: { offsets: 0 } },
  ],
  ["no run yet: all before it", at(300), undefined, { same: { offsets: 300 }, other: { offsets: 300 } }],
])("%s", (_, move, progress, expected) => {
  expect(warmUp(move, progress)).toEqual(expected);
});

test("where the log's start is gone: the changelog may cover the gap, another definition can't", () => {
  const missing = { offsets: 200, missing: [0, 99] };
  expect(warmUp(at(300, 100), run())).toEqual({ same: missing, other: missing });
  expect(warmUp(at(300, 100), run(100))).toEqual({ same: { offsets: 200 }, other: missing });
  expect(warmUp(at(500, 100), run())).toEqual({
    same: { offsets: 0 },
    other: { offsets: 400, missing: [0, 99] },
  });
  expect(warmUp(at(100, 100), run())).toEqual({ same: { offsets: 0 }, other: { offsets: 0 } });
  expect(warmUp(at(700, 600), run()).same).toEqual({ offsets: 100, missing: [500, 599] });
});

test("a run that began fresh begins fresh again", () => {
  expect(warmUp(at(300), run(), true)).toEqual({ same: { offsets: 0 }, other: { offsets: 300 } });
});
