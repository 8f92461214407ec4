import { expect, test } from "vitest";
import type { RunProgress } from "../../src/processor/runs";
import { checkRun } from "../../src/reprocess/checks";

function progress(nextOffset: number, target: number, deadLetters = 0): RunProgress {
  const counts = { recordsIn: nextOffset, recordsOut: nextOffset, deadLetters };
  return {
    run: "g:t:1",
    partition: 0,
    logStart: 0,
    startOffset: 0,
    nextOffset,
    target,
    outputs: {},
    ...counts,
  };
}

const rows = { added: 0, removed: 0, changed: 2, equal: 8, incomparable: 0 };
const good = { progress: [progress(9, 9)], liveProgress: [progress(9, 9)], rows, units: ["km"] };
const failed = (given: Partial<typeof good>): string[] =>
  checkRun({ ...good, ...given })
    .filter(({ passed }) => !passed)
    .map(({ text }) => text);

test("a whole run of one unit passes, however much has changed", () => {
  expect(failed({})).toEqual([]);
  expect(failed({ units: [] })).toEqual([]);
});

test("each thing that does not hold is named with its number", () => {
  expect(failed({ progress: [progress(9, 9), progress(3, 5)] })).toEqual([
    "2 offsets are still to be processed",
  ]);
  expect(failed({ rows: { ...rows, removed: 3 } })).toEqual(["3 keys that readers see have no result"]);
  expect(failed({ progress: [progress(9, 9, 2)] })).toEqual(["records put aside: 2, before 0"]);
  expect(failed({ units: ["km", "mi"] })).toEqual(["units are mixed: km, mi"]);
});
