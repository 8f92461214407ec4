import { expect, test } from "vitest";
import { judge, readNpmReport, readPipReport } from "../../release/audit-judge.mjs";

// As the two tools printed them, shortened.
const NPM = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    minimist: {
      name: "minimist",
      severity: "critical",
      isDirect: false,
      via: [
        {
          source: 1097678,
          name: "minimist",
          dependency: "minimist",
          title: "Prototype Pollution in minimist",
          url: "https://github.com/advisories/GHSA-xvch-5gv4-984h",
          severity: "critical",
          cwe: ["CWE-1321"],
          range: "<0.2.4",
        },
      ],
      effects: ["mkdirp"],
      range: "<0.2.4",
      nodes: ["node_modules/minimist"],
      fixAvailable: true,
    },
    mkdirp: { name: "mkdirp", severity: "critical", via: ["minimist"], effects: [], range: "0.4.1 - 0.5.1" },
  },
  metadata: { vulnerabilities: { critical: 2, total: 2 } },
});
const PIP = JSON.stringify({
  dependencies: [
    { name: "click", version: "8.5.1", vulns: [] },
    {
      name: "requests",
      version: "2.19.0",
      vulns: [
        {
          id: "PYSEC-2018-28",
          fix_versions: ["2.20.0"],
          aliases: ["CVE-2018-18074", "GHSA-x84v-xcm2-53pg"],
          description: "The Requests package before 2.20.0 …",
        },
      ],
    },
  ],
  fixes: [],
});
const MINIMIST = {
  id: "GHSA-xvch-5gv4-984h",
  aliases: [],
  package: "minimist",
  what: "critical: Prototype Pollution in minimist (<0.2.4)",
};
const REQUESTS = {
  id: "PYSEC-2018-28",
  aliases: ["CVE-2018-18074", "GHSA-x84v-xcm2-53pg"],
  package: "requests",
  what: "in 2.19.0; mended in 2.20.0",
};

test("npm's report: an advisory counts once, for the package that it is about", () => {
  expect(readNpmReport(NPM)).toEqual([MINIMIST]);
  expect(readNpmReport('{"auditReportVersion":2,"vulnerabilities":{}}')).toEqual([]);
});

test("pip-audit's report", () => {
  expect(readPipReport(PIP)).toEqual([REQUESTS]);
  expect(readPipReport('{"dependencies":[],"fixes":[]}')).toEqual([]);
});

test("what is no report is not taken for a good one", () => {
  for (const text of ["", "<html>", "null", '{"message":"405 Method Not Allowed","error":{}}']) {
    expect(readNpmReport(text)).toBeUndefined();
    expect(readPipReport(text)).toBeUndefined();
  }
  expect(readPipReport('{"dependencies":[{"name":"x","skip_reason":"not found on PyPI"}]}')).toBeUndefined();
});

const exception = {
  id: "CVE-2018-18074",
  package: "requests",
  reason: "no redirects here",
  until: "2026-12-31",
};

test("an exception excuses by any of the ids, for its package, up to its last day", () => {
  const findings = [MINIMIST, REQUESTS];
  expect(judge(findings, [exception], "2026-12-31")).toEqual({
    open: [MINIMIST],
    excused: [{ finding: REQUESTS, exception }],
    useless: [],
  });
  expect(judge(findings, [exception], "2027-01-01")).toEqual({
    open: findings,
    excused: [],
    useless: [exception],
  });
  const other = { ...exception, package: "urllib3" };
  expect(judge(findings, [other], "2026-12-31")).toEqual({ open: findings, excused: [], useless: [other] });
});

test.each([{ reason: " " }, { until: "soon" }, { until: "2026-13-01" }, { id: "" }])(
  "an exception with %j is refused",
  (part) =>
    expect(() => judge([], [{ ...exception, ...part }], "2026-11-27")).toThrow(
      "needs a package, a reason and a day",
    ),
);
