import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { REAL_TRACKS } from "../distance/golden";
import { commandHere, type Ended } from "../fixtures/command-here";
import { testPlace, type TestPlace } from "../fixtures/place";

interface Distance {
  track_id: string;
  distance: number;
  unit: string;
  run_id: string;
}

/** Runs commands in a place of its own; each must succeed and say nothing on standard error. */
function commands(place: TestPlace) {
  const run = async (...args: string[]): Promise<Ended> => commandHere(args, await place.env());
  const json = async (...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await run(...args, "--json");
    expect(stderr).toBe("");
    expect(code).toBe(0);
    return JSON.parse(stdout) as unknown;
  };
  return { run, json };
}

const REAL_FILE = path.resolve("../shared/data/go_track_trackspoints_sm.csv");

describe("the story on the command line, with the sample", () => {
  const place = testPlace();
  const { run, json } = commands(place);
  const group = place.names.calculator;
  const topic = place.names.source;
  let miles: Distance[];

  test("before anything is written, there is nothing to ask", async () => {
    const { code, stdout, stderr } = await run("query", "--json");
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain("NO_RESULTS");
  });

  test("ingest, twice", async () => {
    expect(await json("ingest", "data/journeys.csv")).toMatchObject({ topic, added: 741, partitions: 1 });
    expect(await json("ingest", "data/journeys.csv")).toMatchObject({ added: 0, alreadyThere: 741 });
  });

  test("process in miles, and write", async () => {
    expect(await json("process", "--unit", "mi")).toMatchObject({ group, recordsIn: 741, recordsOut: 741 });
    expect(await json("write")).toMatchObject({ outputs: 741 });
    miles = (await json("query")) as Distance[];
    expect(miles.map(({ track_id }) => Number(track_id))).toEqual([
      101, 102, 103, 104, 105, 106, 107, 108, 109, 110,
    ]);
    expect(new Set(miles.map(({ unit }) => unit))).toEqual(new Set(["mi"]));
  });

  test("groups: a bare array, with Kafka's columns for people", async () => {
    const rows = await json("groups");
    expect(rows).toContainEqual({
      group,
      topic,
      partition: 0,
      currentOffset: 741,
      logEndOffset: 741,
      lag: 0,
      state: "Empty",
    });
    const { stdout } = await run("groups", group);
    expect(stdout).toMatch(/GROUP +TOPIC +PARTITION +CURRENT-OFFSET +LOG-END-OFFSET +LAG/);
    expect(stdout).toContain("kafka-consumer-groups --bootstrap-server");
  });

  test("another unit at an unmoved playhead is refused, with the way out", async () => {
    const { code, stderr } = await run("process", "--unit", "km");
    expect(code).toBe(1);
    expect(stderr).toContain("DEFINITION_CHANGED");
    expect(stderr).toContain("npx playhead rewind");
  });

  test("rewind: a dry run first, then for real", async () => {
    const target = ["--group", group, "--topic", topic, "--to-earliest"];
    expect(await json("rewind", ...target)).toMatchObject({ executed: false, toReplay: 741 });
    expect(await json("groups", group)).toMatchObject([{ currentOffset: 741 }]);
    expect(await json("rewind", ...target, "--execute")).toMatchObject({ executed: true });
    expect(await json("groups", group)).toMatchObject([{ currentOffset: 0, lag: 741 }]);
  });

  test("process in kilometres: readers change over, by exactly 1.609344", async () => {
    await json("process", "--unit", "km");
    expect(((await json("query")) as Distance[])[0]?.unit).toBe("mi");
    await json("write");
    const km = (await json("query")) as Distance[];
    expect(km).toHaveLength(miles.length);
    for (const [i, row] of km.entries()) {
      expect(row.unit).toBe("km");
      expect(row.distance).toBeCloseTo((miles[i]?.distance ?? NaN) * 1.609344, 9);
    }
  });

  test("query a run that readers no longer see, at its end and on the way there", async () => {
    const first = `${group}:${topic}:1`;
    const now = (await json("query", "--run", first)) as (Distance & { key: string; source: string })[];
    expect(now.map(({ key, distance, unit }) => ({ key, distance, unit }))).toEqual(
      miles.map(({ track_id, distance, unit }) => ({ key: track_id, distance, unit })),
    );
    expect(await json("query", "--run", first, "--as-of", "741")).toEqual(now);
    expect(await json("query", "--run", first, "--as-of", "1")).toMatchObject([
      { source: "0:0", distance: 0 },
    ]);
    const { stdout } = await run("query", "--run", first, "--as-of", "1");
    expect(stdout).toContain(`run ${first}, cumulative-distance`);
    const { code, stderr } = await run("query", "--run", first, "--as-of", "742");
    expect(code).toBe(1);
    expect(stderr).toContain("OFFSET_OUT_OF_RANGE");
  });

  test("runs: where each comes from, how far it is, and which one readers see", async () => {
    const runs = (await json("runs", "--group", group)) as Record<string, unknown>[];
    const same = {
      state: "complete",
      recordsIn: 741,
      recordsOut: 741,
      inputDigest: runs[1]?.["inputDigest"],
    };
    expect(runs).toMatchObject([
      { number: 2, ...same, promotedSince: expect.any(Number) as number },
      { number: 1, ...same, promotedSince: null },
    ]);
    expect(await json("runs", "--topic", "no-such-topic")).toEqual([]);
    const { stdout } = await run("runs");
    expect(stdout).toMatch(/^RUN +DEFINITION +STATE +READERS-SEE-IT-SINCE +OFFSETS/);
    expect(stdout).toMatch(/unit km\) +complete +\d{4}-\S+ \S+ UTC +0–741 +741 +741 +0 +0/);
  });

  test("what people see has one row a track", async () => {
    const { code, stdout } = await run("query");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^track_id +distance +unit +run_id/m);
    expect(stdout.match(/ km /g)).toHaveLength(10);
  });
});

if (!existsSync(REAL_FILE)) console.warn(`NOT TESTED with real tracks: there is no ${REAL_FILE}`);

describe.skipIf(!existsSync(REAL_FILE))("the story on real tracks", () => {
  const place = testPlace();
  const { json } = commands(place);

  test("every track's true distance, in miles and, rewound, in kilometres", async () => {
    await json("ingest", REAL_FILE);
    await json("process", "--unit", "mi");
    await json("write");
    expectGolden((await json("query")) as Distance[], "mi");
    await json("ingest", REAL_FILE);
    await json("process", "--unit", "mi");
    await json("write");
    expectGolden((await json("query")) as Distance[], "mi");
    await json(
      "rewind",
      "--group",
      place.names.calculator,
      "--topic",
      place.names.source,
      "--to-offset",
      "0",
      "--execute",
    );
    await json("process", "--unit", "km");
    await json("write");
    expectGolden((await json("query")) as Distance[], "km");
  }, 120_000);
});

function expectGolden(rows: Distance[], unit: "mi" | "km"): void {
  const byTrack = new Map(rows.map(({ track_id, distance }) => [track_id, distance]));
  expect(byTrack.size).toBe(Object.keys(REAL_TRACKS).length);
  const tenMillimetres = unit === "km" ? 1e-5 : 1e-5 / 1.609344;
  for (const [track, truth] of Object.entries(REAL_TRACKS)) {
    const difference = Math.abs((byTrack.get(track) ?? NaN) - truth[unit]);
    expect(difference).toBeLessThanOrEqual(Math.max(truth[unit] * 1e-4, tenMillimetres));
  }
}
