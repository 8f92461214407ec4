import { expect, test } from "vitest";
import { growthRows } from "../../../bench/memory/tables";
import type { Measurement } from "../../../bench/measure/contestant";

function measured(records: number, rate: number, peakBytes: number): Measurement {
  const more = {
    partitions: 4,
    round: 1,
    seconds: 1,
    processSeconds: 1,
    cpuSeconds: 1,
    outputs: 1,
    digest: "",
  };
  return { contestant: "ours", records, rate, peakBytes, ...more };
}

test("growth compares the largest topic with the smallest", () => {
  const contestants = [{ name: "ours", title: "ours" }];
  const same = growthRows(contestants, [measured(1, 100, 200), measured(10, 100, 210)]);
  expect(same).toMatchObject([{ memory: 1.05, timePerRecord: 1, flat: true, proportional: true }]);
  const worse = growthRows(contestants, [measured(1, 100, 200), measured(10, 50, 400)]);
  expect(worse).toMatchObject([{ memory: 2, timePerRecord: 2, flat: false, proportional: false }]);
});
