import { expect, test } from "vitest";
import type { FetchedRecord } from "../../src/kafka/record-batch/log-record";
import { HEADER } from "../../src/processor/headers";
import { PendingResults } from "../../src/sink/results";
import { logRecord } from "../fixtures/log-record";

function record(
  key: string | null,
  value: string | null,
  headers: Record<string, string> = {},
): FetchedRecord {
  return logRecord({ topic: "distance-calcs", timestamp: 1_700_000_000_000, key, value, headers });
}

test("of each key in a run the last output is kept; runs don't meet", () => {
  const pending = new PendingResults();
  const of = (run: string, source: string) => ({ [HEADER.run]: run, [HEADER.source]: source });
  pending.add(record("1", "first", of("a", "0:1")));
  pending.add(record("1", "last", of("a", "0:2")));
  pending.add(record("1", "other run", of("b", "0:1")));
  pending.add(record("2", "other key", of("a", "0:3")));
  expect(pending.outputs).toBe(4);
  expect(pending.text).toBe("1first1last1other run2other key".length);
  const row = (runId: string, key: string, value: string, source: string) => ({
    runId,
    key,
    value,
    source,
    eventTime: 1_700_000_000_000,
  });
  expect([...pending]).toEqual([
    row("a", "1", "last", "0:2"),
    row("a", "2", "other key", "0:3"),
    row("b", "1", "other run", "0:1"),
  ]);
});

test("a run and a key that look alike when joined stay apart", () => {
  const pending = new PendingResults();
  pending.add(record("b:c", "1", { [HEADER.run]: "a" }));
  pending.add(record("c", "2", { [HEADER.run]: "a:b" }));
  expect([...pending]).toHaveLength(2);
});

test("what no run of ours has written, or has no value, is no result", () => {
  const pending = new PendingResults();
  pending.add(record("1", "somebody else's"));
  pending.add(record("1", null, { [HEADER.run]: "a" }));
  expect([...pending]).toEqual([]);
  expect(pending.outputs).toBe(0);
});
