import { expect, test } from "vitest";
import type { Measurement } from "../../../bench/measure/contestant";
import type { Limits } from "../../../bench/measure/machine";
import { targetRows } from "../../../bench/report/targets";

function measured(contestant: string, rate: number, more: Partial<Measurement> = {}): Measurement {
  const nothing = { seconds: 1, processSeconds: 1, cpuSeconds: 1, peakBytes: 1, records: 10, outputs: 10 };
  return { contestant, rate, partitions: 4, round: 1, digest: "d", ...nothing, ...more };
}

function limits(read: number): Limits {
  return { partitions: 4, round: 1, read, fetch: read, write: read };
}

function verdicts(measurements: Measurement[], read: number, cores = 4): Record<string, boolean | undefined> {
  const rows = targetRows({ measurements, limits: [limits(read)] }, cores);
  return Object.fromEntries(rows.map(({ target, met }) => [target, met]));
}

const all = [
  measured("ours", 250),
  measured("ours-fields", 500),
  measured("ours-latest", 650),
  measured("ours-workers", 520),
  measured("streams", 100),
  measured("streams-4", 120),
  measured("quix", 20),
];

test("every target is met, or not, by the ratio of the two that it names", () => {
  expect(verdicts(all, 500)).toEqual({
    "plain function : Kafka Streams, 1 thread": true,
    "plain function : quixstreams": true,
    "plain function : read-only, whole run": true,
    "declared fields : read-only, whole run": true,
    'emit: "latest" : read-only, whole run': true,
    "--workers 4 : one thread": true,
    "--workers 4 : Kafka Streams, 4 threads": true,
    "declared fields: same outputs as the plain function": true,
  });
  expect(Object.values(verdicts(all, 600)).filter((met) => met === false).length).toBe(3);
});

test("what speaks of four cores is not judged on two", () => {
  const found = verdicts(all, 500, 2);
  expect(found["--workers 4 : one thread"]).toBeUndefined();
  expect(found["plain function : Kafka Streams, 1 thread"]).toBe(true);
});

test("a wrong answer is no rate, and other partitions are another matter", () => {
  const fast = [measured("ours", 1000, { wrong: "x" }), measured("streams", 100)];
  const elsewhere = [measured("ours", 1000, { partitions: 1 }), measured("streams", 100)];
  for (const measurements of [fast, elsewhere])
    expect(verdicts(measurements, 500)["plain function : Kafka Streams, 1 thread"]).toBeUndefined();
});

test("outputs that differ in a bit are told", () => {
  const differ = [measured("ours", 1, { digest: "a" }), measured("ours-fields", 1, { digest: "b" })];
  expect(verdicts(differ, 1)["declared fields: same outputs as the plain function"]).toBe(false);
  expect(verdicts([], 1)["declared fields: same outputs as the plain function"]).toBeUndefined();
});
