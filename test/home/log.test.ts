import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { makeHome } from "../../src/home/format";
import { openLog } from "../../src/home/log";
import { appendToLog } from "../../src/home/log-file";
import { secretsOf, withoutSecrets } from "../../src/home/secrets";
import { failureFacts, type LogLevel } from "../../src/log";
import { PlayheadError } from "../../src/errors";
import { ownHomes } from "../fixtures/own-broker";

const homes = ownHomes();

async function newHome(): Promise<string> {
  const home = await homes.make();
  await makeHome(home);
  return home;
}

async function logged(home: string): Promise<Record<string, unknown>[]> {
  const text = await fs.readFile(path.join(home, "logs", "playhead.log"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("a line is one JSON object, for the home's owner alone; a line break stays inside of it", async () => {
  const home = await newHome();
  openLog(home, {}, []).note("info", "broker started", { address: "127.0.0.1:1\n{}" });
  expect(await logged(home)).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      level: "info",
      event: "broker started",
      address: "127.0.0.1:1\n{}",
      pid: process.pid,
      version: expect.any(String) as string,
    },
  ]);
  expect((await fs.stat(path.join(home, "logs/playhead.log"))).mode & 0o777).toBe(0o600);
});

test.each([
  ["debug", ["debug", "info", "warn", "error"]],
  ["", ["info", "warn", "error"]],
  ["error", ["error"]],
])("PLAYHEAD_LOG_LEVEL %j takes %j", async (level, wanted) => {
  const home = await newHome();
  const log = openLog(home, { PLAYHEAD_LOG_LEVEL: level }, []);
  for (const each of ["debug", "info", "warn", "error"] as LogLevel[]) log.note(each, "x");
  expect((await logged(home)).map((line) => line["level"])).toEqual(wanted);
});

test("silent keeps none, another word is refused", async () => {
  const home = await newHome();
  openLog(home, { PLAYHEAD_LOG_LEVEL: "silent" }, []).note("error", "x");
  expect(await fs.readdir(home)).toEqual(["format.json"]);
  expect(() => openLog(home, { PLAYHEAD_LOG_LEVEL: "loud" }, [])).toThrow(
    expect.objectContaining({ code: "BAD_OPTION" }),
  );
});

test("no home is made for a log, of an empty folder neither", async () => {
  const home = await homes.make();
  openLog(home, {}, []).note("error", "x");
  await expect(fs.stat(home)).rejects.toMatchObject({ code: "ENOENT" });
  await fs.mkdir(home);
  openLog(home, {}, []).note("error", "x");
  expect(await fs.readdir(home)).toEqual([]);
});

test("a log that can't be written is told once; the work goes on", async () => {
  const home = await newHome();
  await fs.writeFile(path.join(home, "logs"), "in the way");
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const log = openLog(home, {}, []);
  for (let i = 0; i < 3; i++) log.note("info", "x");
  const words = said.mock.calls.map(([text]) => String(text));
  said.mockRestore();
  expect(words).toEqual([
    expect.stringMatching(/^The log in .* can't be written \(EEXIST\); the work goes on/),
  ]);
});

test("a full file is put aside, and only the last few are kept", async () => {
  const folder = path.join(await newHome(), "logs");
  for (let line = 0; line < 100; line++) {
    appendToLog(folder, String(line).padStart(99, "0"), { largest: 1000, kept: 4 });
    // The name has the moment in it.
    if (line % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const files = (await fs.readdir(folder)).sort();
  expect(files).toHaveLength(5);
  expect(files.at(-1)).toBe("playhead.log");
  const text = (await Promise.all(files.map((file) => fs.readFile(path.join(folder, file), "utf8")))).join(
    "",
  );
  expect(text.trimEnd().split("\n").map(Number), "in order, up to the last").toEqual(
    Array.from({ length: 50 }, (_, index) => index + 50),
  );
});

const WRITER = `
const { appendToLog } = require(process.argv[2]);
for (let line = 0; line < 500; line++) appendToLog(process.argv[3], process.argv[1] + " " + line + " " + "x".repeat(80), { largest: 60000, kept: 99 });
`;

test("several processes that write and put aside at once lose nothing and mix nothing", async () => {
  const folder = path.join(await newHome(), "logs");
  const source = path.resolve("src/home/log-file.ts");
  const run = (name: string) =>
    promisify(execFile)(process.execPath, ["--require", "tsx/cjs", "-e", WRITER, name, source, folder]);
  await Promise.all(["a", "b", "c", "d"].map(run));
  const files = await fs.readdir(folder);
  expect(files.length, "it was put aside meanwhile").toBeGreaterThan(2);
  const text = (await Promise.all(files.map((file) => fs.readFile(path.join(folder, file), "utf8")))).join(
    "",
  );
  const lines = text.trimEnd().split("\n");
  expect(new Set(lines).size).toBe(2000);
  for (const line of lines) expect(line).toMatch(/^[abcd] \d+ x{80}$/);
});

test("secrets are covered up wherever they turn up, as JSON writes them", () => {
  const secrets = secretsOf({
    KAFKA_PASSWORD: 'a"quoted\\one',
    DATABASE_URL: "postgres://ann:s%40sam@db/x",
    JUPYTER_TOKEN: "0123abcd",
    EMPTY_PASSWORD: "",
    SHORT_TOKEN: "a",
    PATH: "/usr/bin",
  });
  expect(secrets).toEqual(["postgres://ann:s%40sam@db/x", 'a"quoted\\one', "0123abcd", "s%40sam", "s@sam"]);
  const line = JSON.stringify({
    event: 'a"quoted\\one, s@sam at postgres://ann:s%40sam@db/x',
    path: "/usr/bin",
  });
  expect(withoutSecrets(line, secrets)).toBe('{"event":"[secret], [secret] at [secret]","path":"/usr/bin"}');
});

test("an error is its code and place, not its message, which may quote a record", () => {
  const known = new PlayheadError("BAD_RECORD", "partition 0, offset 1: rosebud is no number");
  expect(failureFacts(known)).toMatchObject({ code: "BAD_RECORD" });
  const unknown = failureFacts(new TypeError("rosebud is not a function"));
  expect(unknown).toMatchObject({ code: "UNEXPECTED", error: "TypeError" });
  expect(unknown["at"]).toMatch(/log\.test\.ts/);
  for (const facts of [failureFacts(known), unknown, failureFacts("rosebud")])
    expect(JSON.stringify(facts)).not.toContain("rosebud");
});
