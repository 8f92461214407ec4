import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { listGroups } from "../../src/kafka/groups";
import { listTopics } from "../../src/kafka/topics";
import { playhead, startPlayhead, type Finished, type Running } from "../fixtures/command";
import { testPlace } from "../fixtures/place";
import { scratchCopy } from "../fixtures/scratch-copy";
import { SELDOM, until } from "../fixtures/until";
import { COURSE, NOTEBOOKS } from "../notebooks/executed";
import { expectTrue, SAMPLE_FILE, sampleTruth } from "../notebooks/truth";
import {
  expectDrawings,
  expectNumbers,
  expectSelfContained,
  preparations,
} from "../notebooks/walked-through";

const place = testPlace();
/** Where everything temporary goes, so that a test sees what is left; its name has a blank on purpose. */
let folder: string;
let temporary: string;
let home: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "playhead walkthrough "));
  home = path.join(folder, "home");
  temporary = path.join(folder, "temporary");
  await fs.mkdir(temporary);
  env = { ...process.env, PLAYHEAD_HOME: home, TMPDIR: temporary };
  for (const name of ["KAFKA_BROKERS", "PLAYHEAD_PREFIX", "PLAYHEAD_DATA"]) delete env[name];
});
afterAll(() => fs.rm(folder, { recursive: true, force: true }));

/** The processes that a walk-through has started: kernels and brokers have a path in the temporary folder. */
function processes(): string[] {
  const all = execFileSync("ps", ["-A", "-ww", "-o", "args="], { encoding: "utf8" });
  return all.split("\n").filter((line) => line.includes(folder) && !line.includes("bin/playhead.js"));
}

async function temporaryFiles(): Promise<string[]> {
  // tsx keeps what it has compiled.
  return (await fs.readdir(temporary)).filter((name) => !name.startsWith("tsx-"));
}

async function untilNoProcess(): Promise<void> {
  await until("no process is left", () => processes().length === 0, undefined, SELDOM).catch(
    (error: unknown) => {
      throw new Error(`left: ${processes().join("\n")}`, { cause: error });
    },
  );
}

async function expectNothingLeft(): Promise<void> {
  await untilNoProcess();
  expect(await temporaryFiles()).toEqual([]);
}

describe("on the sample, in the order of the chapters", () => {
  let result: {
    notebooks: { name: string; seconds: number }[];
    table: { track_id: string; mi: number; km: number; ratio: number | null }[];
    folder: string;
  };

  test("it prints a line for each notebook on standard error, and one document on standard output", async () => {
    // What an earlier run has left must not pass for this one's.
    await fs.mkdir(path.join(home, "walkthrough"), { recursive: true });
    await fs.writeFile(path.join(home, "walkthrough", "05-chart.html"), "from an earlier run");
    const copy = path.join(folder, "my tracks.csv");
    await fs.copyFile(SAMPLE_FILE, copy);
    const relative = path.relative(PROJECT_ROOT, copy);
    const finished = await playhead(["walkthrough", "--data", relative, "--json"], env);
    expect(finished.stderr.trim().split("\n")).toEqual(
      COURSE.map((name) => expect.stringMatching(new RegExp(`^✓ ${name} +\\d+\\.\\d s$`)) as string),
    );
    expect(finished.code).toBe(0);
    result = JSON.parse(finished.stdout) as typeof result;
    expect(result.notebooks.map(({ name }) => name)).toEqual(COURSE);
    expect(result.folder).toBe(path.join(home, "walkthrough"));
  }, 900_000);

  test("the final table has every track's true distance in miles and in kilometres", () => {
    const column = (unit: "mi" | "km") => new Map(result.table.map((row) => [row.track_id, row[unit]]));
    expectTrue(column("mi"), "mi", sampleTruth());
    expectTrue(column("km"), "km", sampleTruth());
    for (const { mi, ratio } of result.table) {
      if (mi === 0) expect(ratio).toBeNull();
      else expect(ratio).toBeCloseTo(1.609344, 12);
    }
  });

  test("the executed notebooks are kept: their numbers, drawings and pages", async () => {
    await expectNumbers(result.folder, sampleTruth());
    await expectDrawings(result.folder);
    await expectSelfContained(result.folder, [folder, os.tmpdir(), PROJECT_ROOT, os.homedir()]);
  });

  test("in their order, no notebook has to bring its beginning about", async () => {
    for (const name of NOTEBOOKS) expect(await preparations(result.folder, name), name).toEqual([]);
  });

  test("no broker, no kernel and no temporary file is left", expectNothingLeft);
});

describe("interrupted", { timeout: 240_000 }, () => {
  let running: Running;
  beforeEach(() => fs.rm(path.join(home, "walkthrough"), { recursive: true, force: true }));

  /** Starts a walk-through in a process group of its own, and waits until its first kernel has started a broker. */
  async function startUntilBroker(): Promise<void> {
    running = startPlayhead(["walkthrough"], env, true);
    await until(
      "the broker runs",
      () => processes().some((line) => line.includes("kafka.Kafka")),
      120_000,
      SELDOM,
    );
    expect(processes().some((line) => line.includes("kernel.cjs"))).toBe(true);
  }

  test.each(["SIGINT", "SIGTERM"] as const)("%s leaves nothing behind", async (signal) => {
    await startUntilBroker();
    // To the group, as a terminal does it.
    process.kill(-running.pid, signal);
    const { code, stdout, stderr } = await running.finished;
    expect({ code, signal: running.child.signalCode }).toEqual({ code: null, signal });
    expect(stdout).toBe("");
    expect(stderr).toContain("Interrupted");
    await expectNothingLeft();
  });

  test("killed, it still leaves no broker and no kernel", async () => {
    await startUntilBroker();
    running.child.kill("SIGKILL");
    await running.finished;
    await untilNoProcess();
    for (const name of await temporaryFiles()) await fs.rm(path.join(temporary, name), { recursive: true });
  });

  test("on a cluster that others use, its own topics and groups are removed", async () => {
    const shared = { ...env, KAFKA_BROKERS: await place.broker(), PLAYHEAD_PREFIX: place.prefix };
    running = startPlayhead(["walkthrough"], shared, true);
    let stderr = "";
    running.child.stderr.on("data", (text: string) => (stderr += text));
    await until("the first notebook is done", () => stderr.includes("01-ingest.ipynb"), 200_000);
    const connection = await place.connection();
    const own = async (): Promise<string[]> =>
      [...(await listTopics(connection)), ...(await listGroups(connection))].filter((name) =>
        name.startsWith(place.prefix),
      );
    expect(await own()).toContainEqual(expect.stringMatching(/walkthrough-.*raw-trackpoints$/));
    process.kill(-running.pid, "SIGINT");
    await once(running.child, "close");
    expect(await own()).toEqual([]);
    await expectNothingLeft();
  });
});

describe("refused", () => {
  test.each([
    ["a missing file", "gone.csv", "FILE_NOT_FOUND"],
    ["a directory", "data", "FILE_NOT_READABLE"],
    ["a file with bad rows", "bad.csv", "line 2: latitude 91"],
  ])("%s: at once, and nothing is started", async (_, name, told) => {
    await fs.writeFile(
      path.join(folder, "bad.csv"),
      "id,latitude,longitude,track_id,time\n1,91,0,1,9/13/2014 7:24\n",
    );
    const file = name === "data" ? "data" : path.join(folder, name);
    const { code, stdout, stderr } = await playhead(["walkthrough", "--data", file, "--json"], env);
    expect(stderr).toContain(told);
    expect(stdout).toBe("");
    expect(code).toBe(1);
    await expectNothingLeft();
  });

  test("a cluster that nobody can reach: within ten seconds", async () => {
    const start = Date.now();
    const { code, stderr } = await playhead(["walkthrough"], { ...env, KAFKA_BROKERS: "127.0.0.1:1" });
    expect(stderr).toContain("BROKER_UNREACHABLE");
    expect(stderr).not.toContain(".ipynb");
    expect(code).toBe(1);
    expect(Date.now() - start).toBeLessThan(10_000);
  });
});

test("a notebook that fails is named with its cell and its error, and is kept as far as it came", async () => {
  const project = await scratchProject("check('one is two', 1, 2);");
  const command = [path.join(project, "bin", "playhead.js"), "walkthrough"];
  const { code, stdout, stderr } = await promisify(execFile)(process.execPath, command, { env }).then(
    () => expect.fail("it should have failed and did not"),
    (error: Finished) => error,
  );
  expect(stdout).toBe("");
  expect(stderr).toContain("WALKTHROUGH_FAILED  01-ingest.ipynb, code cell 2 failed:\nCHECK_FAILED");
  expect(stderr).toContain("Not true: one is two: expected 2, got 1");
  expect(stderr).toContain(path.join(home, "walkthrough"));
  expect(code).toBe(1);
  expect((await fs.readdir(path.join(home, "walkthrough"))).sort()).toEqual([
    "01-ingest.html",
    "01-ingest.ipynb",
  ]);
  await expectNothingLeft();
}, 240_000);

/** This project with another first notebook, whose second code cell is the one given. */
async function scratchProject(cell: string): Promise<string> {
  const project = path.join(folder, "project");
  await scratchCopy(project);
  const file = path.join(project, "notebooks", NOTEBOOKS[0]);
  const notebook = JSON.parse(await fs.readFile(file, "utf8")) as {
    cells: { cell_type: string; source: string[] }[];
  };
  notebook.cells.filter(({ cell_type }) => cell_type === "code")[1]!.source = [cell];
  await fs.writeFile(file, JSON.stringify(notebook));
  return project;
}
