import type { Origin } from "../../src/sink/origin";
import type { ResultRow } from "../../src/sink/results";

/** Where a database made without Kafka says that its results come from. */
export function originFrom(outputTopic: string, clusterId = "cluster"): Origin {
  return { clusterId, outputTopic, windowTopic: "windows" };
}

/** Results of one run, whose keys are these numbers, as a step writes them. */
export function rowsFrom(first: number, end: number, unit = "mi", runId = "g:raw:1"): ResultRow[] {
  return Array.from({ length: end - first }, (_, index) => ({
    runId,
    key: String(first + index),
    value: JSON.stringify({ distance: first + index, unit, points: 1 }),
    eventTime: Date.UTC(2024, 0, 1) + index,
    source: `0:${first + index}`,
  }));
}
