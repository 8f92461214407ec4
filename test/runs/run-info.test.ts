import { expect, test } from "vitest";
import type { Run, RunProgress, Runs } from "../../src/processor/runs";
import { describeRuns } from "../../src/runs/run-info";
import { runsTable } from "../../src/runs/runs-table";
import { promotion, run } from "../promotion/helpers";

function known(...entries: [Run, ...Partial<RunProgress>[]][]): Runs {
  const base = { logStart: 0, startOffset: 0, nextOffset: 10, target: 10, recordsIn: 10, recordsOut: 9 };
  return {
    byId: new Map(entries.map(([one]) => [one.id, one])),
    progress: new Map(
      entries.map(([one, ...progress]) => [
        one.id,
        new Map(
          progress.map((changes, partition) => [
            partition,
            { run: one.id, partition, outputs: {}, ...base, ...changes },
          ]),
        ),
      ]),
    ),
  };
}

const describe = (...entries: Parameters<typeof known>) => describeRuns(known(...entries), []);

test("complete is what has caught up; aborted is what has not and never will; the rest is running", () => {
  const behind = { nextOffset: 4, updatedAt: 70 };
  const [two, one] = describe([run("g", 1), behind], [run("g", 2), behind]);
  expect(one).toMatchObject({ number: 1, state: "aborted", endedAt: 70, caughtUpAt: null });
  expect(two).toMatchObject({ number: 2, state: "running", endedAt: null, updatedAt: 70 });
  const done = { caughtUpAt: 60, updatedAt: 80 };
  expect(describe([run("g", 1), done], [run("g", 2), {}])[1]).toMatchObject({
    ...{ state: "complete", caughtUpAt: 60, endedAt: 80 },
  });
  const [other] = describe([run("g", 1), behind], [run("h", 2, { startedAt: 0 }), {}]);
  expect(other, "another group's run supersedes nothing").toMatchObject({ group: "g", state: "running" });
});

test("a partition that has not entered the run keeps it from being complete", () => {
  const [info] = describe([run("g", 1, { partitions: 2 }), { caughtUpAt: 60 }]);
  expect(info).toMatchObject({ state: "running", caughtUpAt: null });
});

test("counts, times and ranges are those of all partitions", () => {
  const [info] = describe([
    run("g", 1, { partitions: 2 }),
    { firstTime: 5, lastTime: 9, deadLetters: 1, warmedUp: 3, inputDigest: 0xab, startOffset: 2 },
    { firstTime: 3, lastTime: 7, recordsIn: 1, inputDigest: 0xcd },
  ]);
  expect(info).toMatchObject({
    ...{ firstTime: 3, lastTime: 9, recordsIn: 11, recordsOut: 18, deadLetters: 1, warmedUp: 3 },
    ranges: [
      { partition: 0, from: 2, to: 10, inputDigest: "000000ab" },
      { partition: 1, from: 0, to: 10, inputDigest: "000000cd" },
    ],
    inputDigest: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
  });
  expect(describe([run("g", 1), {}])[0], "an earlier version kept none").toMatchObject({
    ...{ inputDigest: null, firstTime: null, lastTime: null, updatedAt: null },
  });
});

test("readers see a run since it was last promoted, not since it first was", () => {
  const [one, two] = [run("g", 1), run("g", 2)];
  const history = [promotion(null, one), promotion(one, two), promotion(two, one), promotion(one, one)];
  const since = () => describeRuns(known([one, {}], [two, {}]), history).map((info) => info.promotedSince);
  expect(since()).toEqual([null, history[2]?.at]);
  history.push({ ...promotion(null, two), outputTopic: "another" });
  expect(since(), "another topic's has no say").toEqual([null, history[2]?.at]);
});

test("the newest comes first; shown, each says what it has read", () => {
  const runs = describe([run("g", 1), {}], [run("h", 1, { startedAt: 9 }), {}], [run("g", 2), {}]);
  expect(runs.map(({ id }) => id)).toEqual(["h:raw:1", "g:raw:2", "g:raw:1"]);
  expect(runsTable(runs).text).toMatch(/h:raw:1 +sum 1 +complete +- +0–10 +10 +9 +0 +0/);
  const [two] = describe([run("g", 1, { partitions: 2 }), {}, { nextOffset: 3 }]);
  expect(runsTable(two === undefined ? [] : [two]).text).toContain("0:0–10 1:0–3");
});
