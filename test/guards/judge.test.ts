import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeRun, type GuardFinding } from "../../src/guards/judge";
import { LogFacts } from "../../src/guards/log-facts";
import { GuardReport } from "../../src/guards/report";
import { ResultFacts } from "../../src/guards/result-facts";

interface Given {
  key: string;
  /** Minutes. */
  at: number;
  km?: number;
  id?: string;
}

const MINUTE = 60_000;

function logOf(records: readonly Given[]): LogFacts {
  const facts = new LogFacts();
  records.forEach(({ key, at, id = `${key}@${at}` }, offset) => facts.add({ key, id, partition: 0, offset }));
  return facts;
}

/** The results of a run that counts each record and adds up the ways. */
function resultsOf(records: readonly Given[], limit?: number, resolution?: number): ResultFacts {
  const facts = new ResultFacts(limit, resolution);
  const counts = new Map<string, number>();
  for (const { key, at, km } of records) {
    const points = (counts.get(key) ?? 0) + 1;
    counts.set(key, points);
    const distance = km === undefined ? {} : { distance: km, unit: "km" };
    facts.add({ key, timestamp: at * MINUTE, output: { points, ...distance } });
  }
  return facts;
}

const drive: Given[] = [
  { key: "a", at: 0, km: 0 },
  { key: "b", at: 0, km: 0 },
  { key: "a", at: 1, km: 1 },
  { key: "a", at: 2, km: 2 },
];

function verdicts(findings: readonly GuardFinding[]): string[] {
  return findings.map(({ verdict }) => verdict);
}

test("a right run breaks no guard, whatever its records are", () => {
  expect(verdicts(judgeRun(logOf(drive), resultsOf(drive, 90), 90))).toEqual(Array(5).fill("holds"));
  const records = fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), ms: fc.nat({ max: 3 }) }));
  fc.assert(
    fc.property(records, (all) => {
      let at = 0;
      const given = all.map(({ key, ms }, index) => ({ key, at: (at += ms), id: String(index) }));
      const found = judgeRun(logOf(given), resultsOf(given));
      expect(found.filter(({ verdict }) => verdict === "broken")).toEqual([]);
    }),
  );
});

describe("each mistake breaks its own guard", () => {
  test("records that are in the log twice and counted twice", () => {
    const [once, , counted, time] = judgeRun(logOf([...drive, ...drive]), resultsOf([...drive, ...drive]));
    expect(once).toMatchObject({ verdict: "broken" });
    expect(once!.finding).toBe("4 records came before, the first at offset 4 of partition 0: a, id a@0");
    expect(counted!.finding).toBe("2 keys counted otherwise: a counted 6 of 3, b counted 2 of 1");
    expect(time!.verdict).toBe("broken");
  });

  test("records that are in the log twice, of which the run has counted one each", () => {
    expect(verdicts(judgeRun(logOf([...drive, ...drive]), resultsOf(drive)))).toEqual([
      "broken",
      "holds",
      "holds",
      "holds",
    ]);
  });

  test("a key without a result, and one whose last records were not counted", () => {
    const kept = drive.filter(({ key, at }) => key === "a" && at < 2);
    const [once, keys, counted, time] = judgeRun(logOf(drive), resultsOf(kept));
    expect([once!.verdict, time!.verdict]).toEqual(["holds", "holds"]);
    expect(keys).toMatchObject({ verdict: "broken", finding: "2 keys in, 1 out; without a result: b" });
    expect(counted!.finding).toBe("1 key counted otherwise: a counted 2 of 3");
  });

  test("a step back in time: one of the same key only", () => {
    const results = resultsOf([...drive, { key: "b", at: 1 }, { key: "a", at: 1.5 }]);
    expect(judgeRun(logOf(drive), results)[3]!.finding).toBe(
      "1 result of an earlier time than the one before, the first of a: from 1970-01-01 00:02 UTC to 1970-01-01 00:01:30 UTC",
    );
  });

  test("a step that is too fast; back in time is no time, apart from what the times are rounded by", () => {
    const fast = [...drive, { key: "a", at: 3, km: 5 }];
    expect(judgeRun(logOf(fast), resultsOf(fast, 100), 100)[4]).toMatchObject({
      verdict: "broken",
      finding:
        "1 step above 100 km/h; the fastest: at least 180.0 km/h, a from 1970-01-01 00:02 UTC to 1970-01-01 00:03 UTC",
    });
    expect(judgeRun(logOf(fast), resultsOf(fast, 100, MINUTE), 100)[4]!.verdict).toBe("holds");
    const back = [...drive, { key: "a", at: 1, km: 5 }];
    expect(judgeRun(logOf(back), resultsOf(back, 100, MINUTE), 100)[4]!.verdict).toBe("broken");
    expect(judgeRun(logOf(back), resultsOf(back, 100), 100)[4]!.finding).toContain("any way in no time");
  });
});

test("what can't be known is not broken: no ids, no count of points, no distance", () => {
  const log = new LogFacts();
  log.add({ key: "a", id: undefined, partition: 0, offset: 0 });
  const results = new ResultFacts(90);
  results.add({ key: "a", timestamp: 0, output: { average: 1 } });
  const findings = judgeRun(log, results, 90);
  expect(verdicts(findings)).toEqual(["unknown", "holds", "unknown", "holds", "unknown"]);
  expect(new GuardReport(findings, "g:t:1").require().holds).toBe(true);
});

test("of many keys some are named", () => {
  const many = Array.from({ length: 8 }, (_, index) => ({ key: `k${index}`, at: 0 }));
  expect(judgeRun(logOf(many), resultsOf([]))[1]!.finding).toBe(
    "8 keys in, 0 out; without a result: k0, k1, k2, k3, k4, 3 more",
  );
});

test("a report shows itself, and stops what comes after it unless all hold", () => {
  const report = new GuardReport(judgeRun(logOf([...drive, ...drive]), resultsOf(drive)), "g:t:1");
  expect(report.text).toContain("run g:t:1: 1 of 4 guards is broken");
  expect(report.text).toMatch(/✗ +each record once in the log +broken/);
  expect(report.html).toContain("✓");
  expect(JSON.parse(JSON.stringify(report))).toMatchObject({
    run: "g:t:1",
    holds: false,
    guards: { length: 4 },
  });
  expect(() => report.require()).toThrow(
    expect.objectContaining({
      code: "CHECK_FAILED",
      message: expect.stringContaining("4 records came before") as string,
    }) as Error,
  );
});
