import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { makeHome } from "../../src/home/format";
import { appendToLog } from "../../src/home/log-file";
import { homeParts } from "../../src/home/parts";
import { exportResults } from "../../src/sink/export";
import { openFileSink } from "../../src/sink/open-sink";
import type { Sink } from "../../src/sink/sink";
import { writeWhole } from "../../src/whole-file";
import { setVariable } from "../fixtures/environment";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { originFrom } from "../sink/made-up";
import { commandHere } from "../fixtures/command-here";

const place = testPlace();
/** A topic's name of the greatest length. */
const longest = place.prefix.padEnd(249, "x");
/** Another folder for each test, with a file in it that nobody has asked to touch. */
let folder: string;
let victim: string;
beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(await place.home(), "paths-"));
  victim = path.join(folder, "thesis.txt");
  await fs.writeFile(victim, "mine");
});

async function expectUntouched(): Promise<void> {
  expect(await fs.readFile(victim, "utf8")).toBe("mine");
}

/** A link to the file that is not to be touched. */
async function linkAt(...names: string[]): Promise<string> {
  const link = path.join(folder, ...names);
  await fs.mkdir(path.dirname(link), { recursive: true });
  await fs.symlink(victim, link);
  return link;
}

/** The id of a process that has ended. */
const DEAD = spawnSync(process.execPath, ["-e", ""]).pid;

describe("an exported file", () => {
  const one = { sql: "SELECT 1 AS n" };
  let sink: Sink;
  beforeEach(async () => {
    sink = openFileSink(path.join(folder, "results.duckdb"));
    await sink.store(originFrom("out"), "out");
  });

  test("takes the place of a link, not of what that leads to, and only where it may", async () => {
    const file = await linkAt("link.csv");
    expect((await errorOf(exportResults(sink, file, one))).code).toBe("FILE_EXISTS");
    await exportResults(sink, file, { ...one, overwrite: true });
    expect(await fs.readFile(file, "utf8")).toBe("n\n1\n");
    await expectUntouched();
    const nowhere = path.join(folder, "nowhere.csv");
    await fs.symlink(path.join(folder, "none"), nowhere);
    expect((await errorOf(exportResults(sink, nowhere, one))).code).toBe("FILE_EXISTS");
  });

  test.each([
    ["a folder", "folder.csv", "FILE_EXISTS", "is there already"],
    ["a folder, to be replaced", "folder.csv", "BAD_OPTION", "it is a folder"],
    ["in no folder", "none/x.csv", "BAD_OPTION", "ENOENT"],
    ["in a file", "thesis.txt/x.csv", "BAD_OPTION", "ENOTDIR"],
    ["a name that is too long", `${"x".repeat(260)}.csv`, "BAD_OPTION", "ENAMETOOLONG"],
    ["a name that is just short enough", `${"x".repeat(250)}.csv`, "BAD_OPTION", "ENAMETOOLONG"],
    ["a NUL in its name", "a\0.csv", "BAD_OPTION", "ERR_INVALID_ARG_VALUE"],
  ])("%s is refused in words, and nothing is left behind", async (what, name, code, words) => {
    await fs.mkdir(path.join(folder, "folder.csv"));
    const before = await fs.readdir(folder);
    const overwrite = what.includes("replaced");
    const error = await errorOf(exportResults(sink, path.join(folder, name), { ...one, overwrite }));
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) as string });
    expect(await fs.readdir(folder)).toEqual(before);
  });

  test("of quotes, dollars and percent signs in its name is that file", async () => {
    const name = `it's "$HOME" %s * {a,b} ~.csv`;
    await exportResults(sink, path.join(folder, name), one);
    expect(await fs.readdir(folder)).toContain(name);
  });

  test("that a killed process has half written goes with the next one", async () => {
    const half = path.join(folder, `a.csv.${DEAD}-0123456789ab.new`);
    await fs.writeFile(half, "n\n");
    await exportResults(sink, path.join(folder, "a.csv"), one);
    expect((await fs.readdir(folder)).sort()).toEqual(["a.csv", "results.duckdb", "thesis.txt"]);
  });
});

describe("a file of the home", () => {
  test("takes the place of a link, and is whole or as it was", async () => {
    const file = await linkAt("server.properties");
    await writeWhole(file, "a=1\n");
    expect(await fs.readFile(file, "utf8")).toBe("a=1\n");
    await expectUntouched();
    const inTheWay = path.join(folder, "folder");
    await fs.mkdir(inTheWay);
    await expect(writeWhole(inTheWay, "a=1\n")).rejects.toMatchObject({ code: "EISDIR" });
    expect((await fs.readdir(folder)).sort()).toEqual(["folder", "server.properties", "thesis.txt"]);
  });

  test("that is its log is not written through a link", async () => {
    await linkAt("logs", "playhead.log");
    expect(() => appendToLog(path.join(folder, "logs"), "{}")).toThrow(
      expect.objectContaining({ code: "ELOOP" }),
    );
    await expectUntouched();
  });

  test("of the live fleet belongs to it, too", async () => {
    for (const name of ["fleet.csv", "fleet.duckdb", "fleet.duckdb.wal"])
      await fs.writeFile(path.join(folder, name), "");
    const paths = (await homeParts(folder)).flatMap((part) => part.paths.map((file) => path.basename(file)));
    expect(paths.sort()).toEqual(["fleet.csv", "fleet.duckdb", "fleet.duckdb.wal"]);
  });
});

describe("a home", () => {
  test("may be a link to a folder; one that leads nowhere, or to a file, is told", async () => {
    const [real, home] = [path.join(folder, "real"), path.join(folder, "home")];
    await fs.mkdir(real);
    await fs.symlink(real, home);
    await makeHome(home);
    expect(await fs.readdir(real)).toEqual(["format.json"]);
    await fs.symlink(path.join(folder, "none"), path.join(folder, "nowhere"));
    for (const bad of [path.join(folder, "nowhere"), victim, path.join(victim, "home")])
      expect((await errorOf(makeHome(bad))).code, bad).toBe("HOME_NOT_WRITABLE");
    await expectUntouched();
  });

  test("holds the lock of a topic of whatever name: long ones fit, those with a path are refused before", async () => {
    const home = path.join(folder, "home");
    const workbook = await place.workbook({ home });
    expect(await workbook.ingest("data/journeys.csv", { topic: longest })).toMatchObject({ added: 741 });
    const before = await fs.readdir(home, { recursive: true });
    for (const topic of ["../../thesis.txt", "..", "a/b"])
      expect((await errorOf(workbook.ingest("data/journeys.csv", { topic }))).code).toBe("BAD_OPTION");
    expect(await fs.readdir(home, { recursive: true })).toEqual(before);
  });
});

describe("a database named by --db", () => {
  beforeEach(async () => {
    for (const [name, value] of Object.entries(await place.env())) setVariable(name, value);
  });

  test("is written only where it is none yet, or ours", async () => {
    expect(await commandHere(["process", "--unit", "km", "--topic", longest])).toMatchObject({ code: 0 });
    await fs.mkdir(path.join(folder, "dir"));
    await fs.symlink(path.join(folder, "none"), path.join(folder, "nowhere"));
    const before = await fs.readdir(folder, { recursive: true });
    const refused: string[][] = [
      ["thesis.txt"],
      ...["dir", "thesis.txt/x", "x".repeat(250)].flatMap((name) => [[name], [name, "--rebuild"]]),
      ["nowhere"],
    ];
    for (const [name = "", ...more] of refused) {
      const ended = await commandHere(["write", "--db", path.join(folder, name), ...more]);
      expect({ name, ...ended }).toMatchObject({
        code: 1,
        stdout: "",
        stderr: expect.stringMatching(/^SINK_UNREADABLE /) as string,
      });
    }
    expect(await fs.readdir(folder, { recursive: true })).toEqual(before);
    await expectUntouched();
  });

  test("that is a text is put aside by --rebuild, and one by a link is built where that leads", async () => {
    await fs.symlink(path.join(folder, "other.duckdb"), path.join(folder, "link.duckdb"));
    await fs.writeFile(path.join(folder, "other.duckdb"), "");
    for (const name of ["thesis.txt", "link.duckdb"]) {
      const ended = await commandHere(["write", "--db", path.join(folder, name), "--rebuild"]);
      expect(ended).toMatchObject({ code: 0 });
    }
    expect(await fs.readFile(`${victim}.kept-1`, "utf8")).toBe("mine");
    expect(await fs.readlink(path.join(folder, "link.duckdb"))).toBe(path.join(folder, "other.duckdb"));
    expect((await fs.readdir(folder)).sort()).toEqual([
      ...["link.duckdb", "other.duckdb", "thesis.txt", "thesis.txt.kept-1"],
    ]);
  });
});
