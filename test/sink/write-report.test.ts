import { inspect } from "node:util";
import { expect, test } from "vitest";
import type { Run } from "../../src/processor/runs";
import { WriteReport } from "../../src/sink/write-report";

function run(number: number, unit: string): Run {
  return {
    id: `distance_calculator:raw-trackpoints:${number}`,
    group: "distance_calculator",
    sourceTopic: "raw-trackpoints",
    outputTopic: "distance-calcs",
    number,
    definition: {
      name: "cumulative-distance",
      version: 1,
      parameters: { algorithm: "geodesic", unit },
      digest: "d",
    },
    partitions: 1,
    startedAt: 1,
  };
}

test("says how much was written and what readers see from now on", () => {
  const report = new WriteReport("/tmp/results.duckdb", "distance-calcs");
  expect(report.text).toBe("nothing new in distance-calcs");
  report.add("distance-calcs", 681, { from: undefined, to: run(1, "mi") });
  expect(report.text).toBe(
    "681 results of distance-calcs written\n" +
      "dist_calc shows cumulative-distance 1 (algorithm geodesic, unit mi), run distance_calculator:raw-trackpoints:1",
  );
});

test("a change-over names both runs, each on a line", () => {
  const report = new WriteReport("/tmp/results.duckdb", "distance-calcs");
  report.add("distance-calcs", 300, undefined);
  report.add("distance-calcs", 381, { from: run(1, "mi"), to: run(2, "km") });
  expect(inspect(report)).toBe(
    `681 results of distance-calcs written
dist_calc has changed over, in one step:
  from  cumulative-distance 1 (algorithm geodesic, unit mi), run distance_calculator:raw-trackpoints:1
  to    cumulative-distance 1 (algorithm geodesic, unit km), run distance_calculator:raw-trackpoints:2`,
  );
  expect(JSON.parse(JSON.stringify(report.close()))).toEqual({
    topic: "distance-calcs",
    outputs: 681,
    changes: [{ from: "distance_calculator:raw-trackpoints:1", to: "distance_calculator:raw-trackpoints:2" }],
    durationMs: expect.any(Number) as number,
  });
});

test("of windows it says how much of their topic was written, once there is one", () => {
  const report = new WriteReport("/tmp/results.duckdb", "distance-calcs");
  expect(report.windows).toBeUndefined();
  report.add("window-distances", 0, undefined);
  expect(report.text).toBe("nothing new in distance-calcs\nnothing new in window-distances");
  report.add("window-distances", 40, undefined);
  expect(report.text).toBe("nothing new in distance-calcs\n40 results of window-distances written");
  expect(report.toJSON()).toMatchObject({
    outputs: 0,
    windows: { topic: "window-distances", outputs: 40 },
  });
});
