import { DuckDBInstance } from "@duckdb/node-api";
import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest } from "../../src/rewind/targets";
import { playhead, startPlayhead, startScript } from "../fixtures/command";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import { contents, ingestTracks, sinkPlace, type SinkPlace } from "./helpers";

const place = testPlace();
const miles = cumulativeDistance({ unit: "mi" });
const km = cumulativeDistance({ unit: "km" });

/** A place whose file has been written bit by bit: two runs, a change-over, and one of another group. */
async function written(shape = { rows: 300, tracks: 20 }): Promise<SinkPlace> {
  const here = await sinkPlace(place);
  const { workbook, names } = here;
  await ingestTracks(here, { ...shape, rows: shape.rows / 2 });
  await workbook.process(miles);
  await workbook.write();
  await ingestTracks(here, shape);
  await workbook.process(miles);
  await workbook.write();
  await (await workbook.rewind(names.calculator, earliest())).execute();
  await workbook.process(km);
  await workbook.process(miles, { group: place.unique("beside") });
  await workbook.write();
  return here;
}

/** The database and whatever else is named after it. */
async function databaseFiles(home: string): Promise<string[]> {
  return (await fs.readdir(home)).filter((name) => name.startsWith("results"));
}

async function changed(file: string, sql: string): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
}

test("built anew, the file says what it said, the run that readers see included", async () => {
  const here = await written();
  const { workbook, file, home, names } = here;
  const before = await contents(workbook, file);
  expect(before["results"]).toHaveLength(60);
  const inode = (await fs.stat(file)).ino;
  const report = await workbook.write({ rebuild: true });
  expect(report.toJSON()).toMatchObject({ outputs: 900, topic: names.output });
  expect(report.sink).toBe(file);
  expect((await fs.stat(file)).ino, "it is another file").not.toBe(inode);
  expect(await contents(workbook, file)).toEqual(before);
  expect(await databaseFiles(home)).toEqual(["results.duckdb"]);
  expect((await workbook.write()).outputs, "written further from where the new one stands").toBe(0);
  const mirror = (await workbook.groups()).filter(({ group }) => group === names.writer);
  expect(mirror).toMatchObject([{ lag: 0 }]);
});

test("a file that is damaged, of an earlier version, or not there is no obstacle", async () => {
  const here = await written();
  const { workbook, file, home } = here;
  const before = await contents(workbook, file);
  const size = (await fs.stat(file)).size;
  const damages: [string, () => Promise<void>][] = [
    ["truncated", () => fs.truncate(file, Math.floor(size / 2))],
    ["cut off where only what is asked for is missing", () => fs.truncate(file, size - 4096)],
    ["its beginning alone", () => fs.truncate(file, 20)],
    ["empty", () => fs.truncate(file, 0)],
    ["deleted", () => fs.rm(file)],
    ["with another's write-ahead log", () => fs.writeFile(`${file}.wal`, "not one of this file's")],
    ["of an earlier version", () => changed(file, "UPDATE origin SET format = 1")],
  ];
  for (const [what, damage] of damages) {
    await damage();
    const { code, stderr } = await playhead(["write", "--rebuild", "--json"], await here.env());
    expect(code, `${what}: ${stderr}`).toBe(0);
    expect(await contents(workbook, file), what).toEqual(before);
    expect(await databaseFiles(home), what).toEqual(["results.duckdb"]);
  }
}, 60_000);

test("a file that is no database may have been named by mistake: it is kept", async () => {
  const { workbook, home } = await written();
  const notes = path.join(home, "notes.txt");
  for (const number of [1, 2]) {
    await fs.writeFile(notes, `what I did on day ${number}, at some length`);
    expect((await errorOf(workbook.write({ db: notes }))).remedy).toContain("--rebuild");
    const report = await workbook.write({ db: notes, rebuild: true });
    expect(report.text).toContain(`it is now ${notes}.kept-${number}`);
    expect(await fs.readFile(`${notes}.kept-${number}`, "utf8")).toContain(`day ${number}`);
    expect(await workbook.query(undefined, { db: notes })).toHaveLength(20);
  }
});

test.each([
  [
    "another cluster's",
    "SINK_OTHER_CLUSTER",
    (file: string) => changed(file, "UPDATE origin SET cluster_id = 'x'"),
  ],
  [
    "another topic's",
    "SINK_OTHER_CLUSTER",
    (file: string) => changed(file, "UPDATE origin SET output_topic = 'x'"),
  ],
  ["somebody else's", "SINK_UNREADABLE", (file: string) => changed(file, "DROP TABLE origin")],
])("%s database is not replaced", async (_whose, code, change) => {
  const { workbook, file } = await written({ rows: 20, tracks: 2 });
  await change(file);
  const before = await fs.readFile(file);
  expect((await errorOf(workbook.write({ rebuild: true }))).code).toBe(code);
  expect((await fs.readFile(file)).equals(before)).toBe(true);
});

test("a folder is not replaced", async () => {
  const { workbook, home } = await written({ rows: 20, tracks: 2 });
  const db = path.join(home, "folder");
  await fs.mkdir(db);
  expect((await errorOf(workbook.write({ db, rebuild: true }))).code).toBe("SINK_UNREADABLE");
});

test("stopped on request, the file is as it was", async () => {
  const { workbook, file, home } = await written({ rows: 20, tracks: 2 });
  const before = await fs.readFile(file);
  const error = await errorOf(workbook.write({ rebuild: true, signal: AbortSignal.abort() }));
  expect(error.code).toBe("ABORTED");
  expect((await fs.readFile(file)).equals(before)).toBe(true);
  expect(await databaseFiles(home)).toEqual(["results.duckdb"]);
});

test("readers in another process see the old file, then the new one, and are never refused", async () => {
  const here = await written({ rows: 20_000, tracks: 500 });
  const { workbook, file } = here;
  const reader = startScript(path.join(__dirname, "ask.ts"), [file], await here.env());
  let text = "";
  reader.child.stdout.on("data", (part: string) => (text += part));
  const asked = () => text.split("\n").length - 1;
  await until("the reader has asked", () => asked() >= 2);
  for (let times = 1; times <= 3; times++) {
    await workbook.write({ rebuild: true });
    const then = asked();
    await until("it has asked the new file", () => asked() >= then + 2);
  }
  reader.child.kill();
  await reader.finished;
  const distinct = new Set(text.split("\n").slice(0, -1));
  expect([...distinct].map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { rows: 500, units: ["km"] },
  ]);
}, 120_000);

test("beside a follower, nothing is lost and nothing twice", async () => {
  const here = await written();
  const { workbook, file, home } = here;
  const follower = await workbook.followWriting();
  for (const rows of [400, 500, 600]) {
    await ingestTracks(here, { rows, tracks: 20 });
    await Promise.all([workbook.process(km), workbook.write({ rebuild: true })]);
  }
  const points = async () =>
    (await workbook.query("SELECT sum(points) AS points FROM dist_calc"))[0]?.["points"];
  await until("all points are in the table", async () => (await points()) === 600);
  await follower.stop();
  const alone = path.join(home, "alone.duckdb");
  await workbook.write({ db: alone });
  expect(await contents(workbook, file)).toEqual(await contents(workbook, alone));
});

test("killed in the middle, the old file is as it was; the next writer clears away what was left", async () => {
  const here = await written({ rows: 20_000, tracks: 500 });
  const { workbook, file, home } = here;
  const before = await fs.readFile(file);
  const expected = await contents(workbook, file);
  const drafts = async () => (await fs.readdir(home)).filter((name) => name.includes(".new"));
  for (const next of [["write"], ["write", "--rebuild"]]) {
    const rebuilder = startPlayhead(["write", "--rebuild"], await here.env());
    await until("the new file has begun", async () => (await drafts()).length > 0);
    expect(rebuilder.child.kill("SIGKILL")).toBe(true);
    await rebuilder.finished;
    if (next.length === 1) expect((await fs.readFile(file)).equals(before)).toBe(true);
    expect(await drafts()).not.toEqual([]);
    expect((await playhead(next, await here.env())).code).toBe(0);
    expect(await drafts()).toEqual([]);
    expect(await contents(workbook, file)).toEqual(expected);
  }
}, 120_000);
