import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { playhead, startPlayhead } from "../fixtures/command";
import { commandHere } from "../fixtures/command-here";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";

const place = testPlace();
let nowhere: string;
let env: NodeJS.ProcessEnv;

/** A home without a broker, which none of these commands may start. */
beforeAll(async () => {
  nowhere = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-usage-"));
  env = { ...process.env, PLAYHEAD_HOME: nowhere, KAFKA_BROKERS: "" };
});
afterAll(() => fs.rm(nowhere, { recursive: true, force: true }));

describe("wrong usage is exit code 2, said on standard error, and starts nothing", () => {
  test.each([
    [["frobnicate"], "unknown command"],
    [["ingest"], "missing required argument"],
    [["ingest", "a.csv", "--partitions", "0"], "1 or more"],
    [["ingest", "a.csv", "--speed", "0"], "above 0, or max"],
    [["ingest", "a.csv", "--frob"], "unknown option"],
    [["process"], "--unit <unit> or --processor <file>"],
    [["process", "--unit", "parsec"], "Allowed choices are m, km, mi"],
    [["process", "--unit", "km", "--algorithm", "flat"], "Allowed choices"],
    [["process", "--unit", "km", "--processor", "p.ts"], "cannot be used with"],
    [["process", "--processor", "p.ts", "--algorithm", "haversine"], "cannot be used with"],
    [["process", "--unit", "km", "--parameter", "a=1"], "cannot be used with"],
    [["process", "--processor", "p.ts", "--parameter", "a"], "name=value"],
    [["process", "--processor", "p.ts", "--parameter", "a=1", "--parameter", "a=2"], "a is given twice"],
    [["process", "--unit", "km", "--from", "2023-03-09T12:00:00Z"], "--from <time> --to <time>"],
    [["process", "--unit", "km", "--from", "noon"], "with its zone"],
    [["process", "--unit", "km", "--from", "2023-03-09T12:00:00Z", "--follow"], "cannot be used with"],
    [["query", "--as-of", "3"], "--run GROUP:TOPIC:NUMBER"],
    [["query", "--run", "r", "--as-of", "-3"], "0 or more"],
    [["query", "--run", "r", "--db", "f"], "cannot be used with"],
    [["replay"], "--unit <unit> or --processor <file>"],
    [["replay", "--unit", "km", "--unit", "parsec"], "Allowed choices are m, km, mi"],
    [["replay", "--unit", "km", "--unit", "km"], "would be called km"],
    [["replay", "--unit", "km", "--from", "2023-03-09T12:00:00Z", "--to-offset", "5"], "cannot be used with"],
    [["compare", "a"], "missing required argument"],
    [["compare", "a", "b", "--tolerance", "little"], "is not a tolerance"],
    [["write", "--rebuild", "--follow"], "cannot be used with"],
    [["export"], "missing required argument"],
    [["export", "a.csv", "--run", "r", "--query", "q"], "cannot be used with"],
    [["rewind", "--group", "g"], "--topic"],
    [["rewind", "--group", "g", "--topic", "t"], "--to-earliest"],
    [["rewind", "--group", "g", "--topic", "t", "--to-offset", "-1"], "0 or more"],
    [["rewind", "--group", "g", "--topic", "t", "--to-offset", "1", "--to-earliest"], "cannot be used with"],
  ])("playhead %j", async (args, told) => {
    const { code, stdout, stderr } = await commandHere(args, env);
    expect(stderr).toContain(told);
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(await fs.readdir(nowhere)).toEqual([]);
  });

  test("KAFKA_BROKERS that is no address", async () => {
    const { code, stderr } = await playhead(["groups"], { ...env, KAFKA_BROKERS: "localhost" });
    expect(stderr).toContain("BAD_OPTION");
    expect(code).toBe(2);
  });
});

test("a file without a processor is told before anything is started", async () => {
  const { code, stdout, stderr } = await playhead(["process", "--processor", "nowhere.ts"], env);
  expect(stderr).toContain("BAD_PROCESSOR");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(await fs.readdir(nowhere)).toEqual([]);
});

test("help lists every command, and each has its own", async () => {
  const { code, stdout } = await playhead(["--help"], env);
  expect(code).toBe(0);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? "");
  expect(commands).toEqual(
    expect.arrayContaining([
      "up",
      "down",
      "status",
      "ingest",
      "process",
      "write",
      "query",
      "groups",
      "rewind",
    ]),
  );
  const help = await Promise.all(
    ["ingest", "process", "rewind"].map((name) => playhead([name, "--help"], env)),
  );
  for (const one of help) {
    expect(one.code).toBe(0);
    expect(one.stdout).toContain("--json");
  }
});

test("status where nothing runs says so and starts nothing; down has nothing to do", async () => {
  const { code, stdout } = await playhead(["status", "--json"], env);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ brokers: [], embedded: true, home: nowhere, running: false });
  const down = await playhead(["down", "--json"], env);
  expect(down.code).toBe(0);
  expect(JSON.parse(down.stdout)).toEqual({ stopped: false });
  expect(await fs.readdir(nowhere)).toEqual([]);
});

test("status of a cluster names its brokers", async () => {
  const { stdout } = await playhead(["status", "--json"], await place.env());
  expect(JSON.parse(stdout)).toMatchObject({ brokers: [await place.broker()], embedded: false });
});

test("a follower ends in order at Ctrl-C, with its report and exit code 0", async () => {
  await (await place.workbook()).ingest("data/journeys.csv");
  const running = startPlayhead(["process", "--unit", "km", "--follow", "--json"], await place.env());
  const workbook = await place.workbook();
  await until("the follower has caught up", async () => {
    const rows = await workbook.groups();
    return rows.some(
      ({ group, lag, state }) => group === place.names.calculator && lag === 0 && state === "Stable",
    );
  });
  running.child.kill("SIGINT");
  const { code, stdout } = await running.finished;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ recordsIn: 741, recordsOut: 741 });
  expect((await workbook.groups(place.names.calculator))[0]?.state).toBe("Empty");
});

test("a reader that closes the pipe early gets no stack trace", async () => {
  const running = startPlayhead(["groups"], await place.env());
  running.child.stdout.destroy();
  const { stderr } = await running.finished;
  expect(stderr).not.toContain("    at ");
});
