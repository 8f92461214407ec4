import fs from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { auditTable } from "../../src/audit/audit";
import type { LogLengths } from "../../src/audit/audited";
import { TrackLengths } from "../../src/audit/lengths";
import { readResults } from "../../src/audit/table-file";
import { fromMetres, type Unit } from "../../src/distance/units";
import { escapeHtml } from "../../src/view/mime";
import { errorOf } from "../fixtures/errors";
import { sampleLengths } from "./tracks";

const log: LogLengths = { tracks: sampleLengths(), foreign: 0 };

/** A table in which every track is read once. */
function plainTable(unit: Unit, digits?: number) {
  return [...log.tracks].map(([track_id, lengths]) => {
    const exact = fromMetres(lengths.by("once")![0]!, unit);
    return { track_id, unit, distance: digits === undefined ? exact : exact.toFixed(digits) };
  });
}

describe("a table that is whole and of one meaning", () => {
  test.each(["mi", "km", "m"] as const)("all in %s", (unit) => {
    const report = auditTable(plainTable(unit), log);
    expect(report.whole).toBe(true);
    expect(report.common).toEqual({ unit, history: "once", algorithm: "geodesic" });
    expect(report.summary).toBe(`Whole and of one meaning: 10 rows in ${unit}, once (geodesic)`);
    expect(new Set(report.map(({ verdict }) => verdict))).toEqual(new Set(["found", "undecidable"]));
    expect(report.map(({ distance }) => distance)).toEqual(plainTable(unit).map(({ distance }) => distance));
  });

  test("also where it is rounded, so that each row alone could be several things", () => {
    const report = auditTable(plainTable("km", 1), log);
    expect(report.map(({ verdict }) => verdict)).toContain("several");
    expect(report).toMatchObject({ whole: true, common: { unit: "km", history: "once" } });
  });
});

describe("a table that is not", () => {
  const km = plainTable("km");
  const without = (track: string) => km.filter(({ track_id }) => track_id !== track);

  test("one row is in another unit", () => {
    const lengths = log.tracks.get("104")!;
    const row = { track_id: "104", distance: fromMetres(lengths.by("once")![0]!, "mi") };
    const report = auditTable([...without("104"), row], log);
    expect(report).toMatchObject({ whole: false, common: undefined });
    expect(report.summary).toBe("Mixed: 10 rows; 8 in km once; 1 that can't be told; 1 in mi once");
  });

  test("one row is by another algorithm", () => {
    const row = { track_id: "109", distance: log.tracks.get("109")!.by("once")![3]! / 1000 };
    const report = auditTable([...without("109"), row], log);
    expect(report).toMatchObject({ whole: false, common: undefined });
    expect(report.at(-1)?.found?.algorithm).toBe("haversine");
  });

  test("a track is absent, is there twice, or is none of the log", () => {
    const absent = auditTable(without("106"), log);
    expect(absent.whole).toBe(false);
    expect(absent.summary).toMatch(/^Of one meaning, but not whole: 9 rows; .*; 1 absent from the table$/);
    const twice = auditTable([...km, km[0]!], log);
    expect(twice.whole).toBe(false);
    expect(twice.filter(({ note }) => note === "the table has 2 rows of this track")).toHaveLength(2);
    const unknown = auditTable([...km, { track_id: "7", distance: 1 }], log);
    expect(unknown.at(-1)).toMatchObject({
      verdict: "unknown-track",
      note: "the log has no record of this track",
    });
    expect(unknown.whole).toBe(false);
  });

  test("its unit column says something else, in words that are known or not", () => {
    const [row, ...others] = km;
    const contradicted = auditTable([{ ...row!, unit: "miles" }, ...others], log);
    expect(contradicted[0]).toMatchObject({
      verdict: "found",
      contradicted: true,
      note: "the table says miles",
    });
    expect(contradicted.whole).toBe(false);
    expect(contradicted.summary).toContain("1 with another unit beside it");
    const unknown = auditTable([{ ...row!, unit: "ells" }, ...others], log);
    expect(unknown[0]?.note).toBe(`the table's unit "ells" is none that is known`);
  });

  test("no rows, or none that could be decided", () => {
    expect(auditTable([], log).summary).toBe("The table has no rows");
    expect(auditTable([], log).whole).toBe(false);
    const zero = auditTable([{ track_id: "110", distance: 0 }], log);
    expect(zero.summary).toMatch(/^Nothing can be told: 1 row; 1 that can't be told; 9 absent/);
  });
});

test("what the log had twice or what was no track point is said", () => {
  const lengths = new TrackLengths();
  for (const id of ["1", "2", "1"]) lengths.add({ latitude: Number(id), longitude: 0 }, id);
  const tracks = new Map([["a", lengths]]);
  const report = auditTable([{ track_id: "a", distance: lengths.by("once")![0]! }], {
    ...log,
    tracks,
    foreign: 3,
  });
  expect(report.whole).toBe(true);
  expect(report.summary).toContain("1 record came twice in the log and counted once");
  expect(report.summary).toContain("3 records of the log held no track point");
  expect(report[0]?.note).toBe("1 record of it came twice in the log and counted once");
});

test("the sample of a mixed table: every row is recognised", async () => {
  const report = auditTable(await readResults("data/mixed-results.csv"), log);
  const found = report.map(({ track_id, verdict, found: best, contradicted }) => [
    track_id,
    verdict,
    ...(best === null ? [] : [best.unit, best.history]),
    ...(contradicted ? ["contradicted"] : []),
  ]);
  expect(found).toEqual([
    ["101", "found", "mi", "once"],
    ["102", "found", "km", "once"],
    ["103", "found", "km", "twice"],
    ["104", "found", "km", "twice-unflushed"],
    ["105", "found", "mi", "once-unflushed"],
    ["107", "several", "km", "once"],
    ["108", "unexplained"],
    ["109", "found", "km", "once", "contradicted"],
    ["109", "found", "km", "once"],
    ["110", "undecidable"],
    ["999", "unknown-track"],
    ["106", "absent"],
  ]);
  expect(report.whole).toBe(false);
  const notes = new Map(report.map(({ track_id, note }) => [track_id, note]));
  expect(notes.get("102")).toBe("fits several algorithms: it has only 3 digits");
  expect(notes.get("107")).toBe("fits several meanings: it has only 3 digits");
  expect(notes.get("108")).toMatch(/^nearest: km, once \(\w+\), which is off by \+\d/);
  expect(notes.get("110")).toContain("0 mi = 0 km = 0 m");
  expect(notes.get("106")).toContain("3 points in the log: fewer than a packet of 5");
  expect(report.summary).toMatch(/^Mixed: 11 rows; /);
  expect(JSON.parse(JSON.stringify(report))).toMatchObject({
    whole: false,
    common: null,
    rows: { length: 12 },
  });
  expect(report.html).toContain(escapeHtml(report.summary));
  expect(inspect(report)).toContain(report.summary);
  expect(report.html).toMatch(/>unit<.*>expected<.*>ratio<\/th><\/tr>/);
});

test("a long number is rounded as the expected one beside it, any other stands as it was written", () => {
  const given = ["3.8096515001103737", 3.8096515001103737, "3.81", "1.2e-7", "3.8096510", "none"];
  const rows = given.map((distance) => ({ track_id: "999", distance }));
  const { text } = auditTable(rows, { tracks: new Map(), foreign: 0 });
  const shown = text.split("\n").flatMap((line) => /^999 +(\S+)/.exec(line)?.[1] ?? []);
  expect(shown).toEqual(["3.809652", "3.809652", "3.81", "1.2e-7", "3.809651", "none"]);
});

test("a table without units is shown without a column of them", () => {
  const report = auditTable([{ track_id: "999", distance: "1" }], { tracks: new Map(), foreign: 0 });
  expect(report[0]).toMatchObject({ unit: null, difference: null });
  expect(report.html).not.toContain(">unit<");
});

/** The real file, where it is at hand: nothing of it is kept here. */
const REAL = path.join(__dirname, "../../../shared/data/go_track_trackspoints_sm.csv");

test.skipIf(!fs.existsSync(REAL))(
  "the tutorial's table: ingested twice, the last packet of five never flushed",
  () => {
    const tracks = new Map<string, TrackLengths>();
    for (const line of fs.readFileSync(REAL, "utf8").trim().split(/\r?\n/).slice(1)) {
      const [id = "", latitude, longitude, track = ""] = line.split(",");
      const lengths = tracks.get(track) ?? new TrackLengths();
      tracks.set(track, lengths);
      lengths.add({ latitude: Number(latitude), longitude: Number(longitude) }, id);
    }
    const published: [string, string, string][] = [
      ["1", "4.7331457", "7.61726"],
      ["2", "9.325435", "15.0078335"],
      ["3", "1.4511027", "2.3353236"],
      ["4", "12.80555", "20.608536"],
      ["8", "0.75905204", "1.2215759"],
      ["11", "4.7948756", "7.716604"],
      ["12", "1.0263699", "1.6517822"],
      ["13", "14.175262", "22.812874"],
    ];
    for (const [unit, column] of [
      ["mi", 1],
      ["km", 2],
    ] as const) {
      const rows = published.map((row) => ({ track_id: row[0], distance: row[column], unit }));
      const report = auditTable(rows, { ...log, tracks });
      expect(report.common).toMatchObject({ unit, history: "twice-unflushed" });
      expect(report.whole).toBe(false);
      const verdicts = report.map(({ track_id, found, verdict }) => [track_id, found?.history ?? verdict]);
      expect(verdicts).toEqual([
        ...published.map(([track]) => [track, "twice-unflushed"]),
        ["10", "absent"],
        ["14", "absent"],
      ]);
    }
  },
);

test("a 0 among exact numbers is exact: a short track that is said not to have moved is unexplained", () => {
  const exact = plainTable("km").map((row) => (row.track_id === "106" ? { ...row, distance: 0 } : row));
  const verdictOf106 = (rows: typeof exact) =>
    auditTable(rows, log).find(({ track_id }) => track_id === "106")?.verdict;
  expect(verdictOf106(exact)).toBe("unexplained");
  expect(verdictOf106(exact.map((row) => ({ ...row, distance: Math.round(Number(row.distance)) })))).toBe(
    "several",
  );
});

test("a tolerance that is none", async () => {
  for (const tolerance of [-1, 0.5, NaN]) {
    const error = await errorOf(Promise.resolve().then(() => auditTable([], log, tolerance)));
    expect(error.code).toBe("BAD_OPTION");
  }
});
