import { inspect } from "node:util";
import { expect, test } from "vitest";
import { RunReport } from "../../src/processor/run-report";
import type { Run } from "../../src/processor/runs";
import { JUPYTER_DISPLAY, prose } from "../../src/view/mime";

const run: Run = {
  id: "distance_calculator:raw-trackpoints:2",
  group: "distance_calculator",
  sourceTopic: "raw-trackpoints",
  outputTopic: "distance-calcs",
  number: 2,
  definition: {
    name: "cumulative-distance",
    version: 1,
    parameters: { algorithm: "geodesic", unit: "km" },
    digest: "abc",
  },
  partitions: 1,
  startedAt: 1,
};

test("says what was done, by which definition, and to which run it belongs", () => {
  const report = new RunReport(run);
  report.add(600, 600);
  report.add(81, 80);
  report.addWarmedUp(20);
  report.close();
  report.durationMs = 2000;
  expect(report.text).toBe(
    "cumulative-distance 1 (algorithm geodesic, unit km): 681 records in, 680 results out, 341 records/s, 20 earlier ones read for the state\n" +
      "run distance_calculator:raw-trackpoints:2, from raw-trackpoints to distance-calcs",
  );
  expect(inspect(report)).toBe(report.text);
  expect(report[JUPYTER_DISPLAY]()).toEqual(prose(report.text));
  expect(JSON.parse(JSON.stringify(report))).toEqual({
    id: run.id,
    group: run.group,
    sourceTopic: run.sourceTopic,
    outputTopic: run.outputTopic,
    definition: run.definition,
    recordsIn: 681,
    recordsOut: 680,
    deadLetters: 0,
    warmedUp: 20,
    durationMs: 2000,
    warnings: [],
  });
});

test("with nothing to do it says so", () => {
  expect(new RunReport(run).close().text).toContain(": nothing new to process\n");
});
