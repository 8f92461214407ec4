import { expect, test } from "vitest";
import type { Progress } from "../../src/progress";
import { progressBar, progressLine } from "../../src/view/progress-line";

const step: Progress = {
  label: "ingest a.csv",
  done: 250,
  total: 1000,
  unit: "rows",
  rate: 500,
  etaMs: 1500,
  finished: false,
};

test("a running step shows bar, count, share, rate and time left", () => {
  expect(progressLine(step)).toBe(
    "ingest a.csv  [====>---------------]  250/1,000 rows  25%  500 rows/s  1.5 s left",
  );
});

test("a step that is paced shows the event time it has come to, in place of a rate", () => {
  expect(progressLine({ ...step, eventTime: Date.UTC(2024, 4, 6, 7, 12, 30), etaMs: 90_000 })).toBe(
    "ingest a.csv  [====>---------------]  250/1,000 rows  25%  2024-05-06 07:12:30 UTC  1 min 30 s left",
  );
});

test("what is not known is left out", () => {
  expect(progressLine({ ...step, total: undefined, etaMs: undefined })).toBe(
    "ingest a.csv  250 rows  500 rows/s",
  );
  expect(progressLine({ ...step, done: 0, rate: 0, etaMs: undefined })).toBe(
    "ingest a.csv  [--------------------]  0/1,000 rows  0%",
  );
});

test("something that follows has no total; it tells how many are still to come", () => {
  const following = {
    ...step,
    label: "process a",
    total: undefined,
    etaMs: undefined,
    unit: "records",
  } as const;
  expect(progressLine({ ...following, lag: 1200 })).toBe("process a  250 records  500 records/s  lag 1,200");
});

test("100% is only said when all is done, and more than all is not more than 100%", () => {
  expect(progressLine({ ...step, done: 999 })).toContain("  99%  ");
  expect(progressLine({ ...step, done: 1200 })).toContain("[====================]  1,200/1,000 rows  100%");
  expect(progressLine({ ...step, done: 0, total: 0 })).toContain("0/0 rows  100%");
});

test("an ended step says how much in how long", () => {
  const ended = { ...step, done: 1000, etaMs: 0, finished: true };
  expect(progressLine(ended)).toBe("ingest a.csv  1,000 rows in 2.0 s, 500 rows/s");
  expect(progressLine({ ...ended, done: 1, rate: 1 })).toBe("ingest a.csv  1/1,000 rows in 1.0 s, 1 rows/s");
  expect(progressLine({ ...ended, done: 1, total: 1, rate: 1 })).toBe(
    "ingest a.csv  1 row in 1.0 s, 1 rows/s",
  );
  expect(progressLine({ ...ended, done: 0, total: 0, rate: 0 })).toBe("ingest a.csv  0 rows");
});

test("bytes have units of their own", () => {
  expect(progressLine({ ...step, unit: "bytes", done: 5e5, total: 2e6, rate: 1e6 })).toContain(
    "500 kB/2.00 MB  25%  1.00 MB/s",
  );
});

test("a label can't break the line", () => {
  expect(progressLine({ ...step, label: "a\n\u001b[2Jb" })).toMatch(/^a\uFFFD\uFFFD\[2Jb {2}/);
});

test.each([
  [0, "[--------]"],
  [0.01, "[--------]"],
  [0.25, "[=>------]"],
  [1, "[========]"],
  [7, "[========]"],
])("a bar for %d is %s", (share, bar) => {
  expect(progressBar(share, 8)).toBe(bar);
});
