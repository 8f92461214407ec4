import { expect, test } from "vitest";
import { fetchRates, produceRate } from "../../../bench/measure/perf-tools";

const header =
  "start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec";
const values =
  "2026-11-25 02:37:46:123, 2026-11-25 02:37:47:389, 53.2154, 42.0343, 500000, 394944.7077, 312, 954, 55.7813, 524109.0147";

test("kafka-consumer-perf-test: whole run and fetching only, whatever is printed before", () => {
  const lines = ["[main] INFO something", "", header, values, ""];
  expect(fetchRates(lines, 500_000)).toEqual({ read: 394_944.7077, fetch: 524_109.0147 });
});

test("kafka-consumer-perf-test that read too little is no measure", () => {
  expect(() => fetchRates([header, values], 500_001)).toThrow("did not read 500001 records");
  expect(() => fetchRates([], 1)).toThrow("did not read 1 records");
});

test("kafka-producer-perf-test: the last line is the whole", () => {
  const lines = [
    "200001 records sent, 40000.2 records/sec (3.89 MB/sec), 12.0 ms avg latency, 99.0 ms max latency.",
    "500000 records sent, 412881.9 records/sec (40.16 MB/sec), 1.13 ms avg latency, 301.00 ms max latency.",
  ];
  expect(produceRate(lines)).toBe(412_881.9);
  expect(() => produceRate(["Error"])).toThrow("did not tell its rate");
});
