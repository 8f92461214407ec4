import { DuckDBInstance } from "@duckdb/node-api";
import { once } from "node:events";
import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { withDatabase } from "../../../src/sink/duckdb/database-file";
import { queryDatabase } from "../../../src/sink/duckdb/query";
import { DUCKDB } from "../../../src/sink/duckdb/dialect";
import { allResultsSql } from "../../../src/sink/schema";
import { ensureDatabase } from "../../../src/sink/duckdb/schema";
import { DuckDBStore } from "../../../src/sink/duckdb/store";
import { startScript, type Running } from "../../fixtures/command";
import { errorOf } from "../../fixtures/errors";
import { testPlace } from "../../fixtures/place";
import { originFrom } from "../made-up";

const place = testPlace();
const ALL_RESULTS = allResultsSql(DUCKDB);

async function newFile(): Promise<string> {
  return path.join(await fs.mkdtemp(path.join(await place.home(), "file-")), "results.duckdb");
}

async function made(): Promise<string> {
  const file = await newFile();
  await ensureDatabase(file, originFrom("distance-calcs"));
  return file;
}

/** Another process that has the file open when this resolves. */
async function held(file: string): Promise<Running> {
  const holder = startScript(path.join(__dirname, "hold.ts"), [file], process.env);
  await once(holder.child.stdout, "data");
  return holder;
}

test("a file that another program keeps is refused after ten seconds, naming that program", async () => {
  const [read, written] = [await made(), await made()];
  const store = await DuckDBStore.open(written, originFrom("distance-calcs"));
  const [reader, writer] = await Promise.all([held(read), held(written)]);
  const nothing = {
    rows: [],
    from: new Map(),
    to: new Map(),
    runs: [],
    caughtUp: () => true,
    promotions: [],
    covers: () => true,
  };
  const began = Date.now();
  const errors = await Promise.all([
    errorOf(queryDatabase(read, ALL_RESULTS)),
    errorOf(store.apply(nothing)),
  ]);
  const waited = Date.now() - began;
  expect(errors.map(({ code }) => code)).toEqual(["SINK_BUSY", "SINK_BUSY"]);
  expect(errors[0]?.message).toContain(`(PID ${reader.pid})`);
  expect(errors[1]?.message).toContain(`(PID ${writer.pid})`);
  expect(waited).toBeGreaterThan(9_500);
  expect(waited).toBeLessThan(15_000);
});

test("what has been read is there after the file is free again", async () => {
  const file = await made();
  const reader = await withDatabase(file, "READ_ONLY", (connection) =>
    connection.runAndReadAll(
      "SELECT i, 'a text of some length, number ' || i AS text FROM range(100000) t(i)",
    ),
  );
  await held(file);
  const rows = reader.getRowObjectsJS();
  expect(rows).toHaveLength(100_000);
  expect(rows.every(({ text }, i) => text === `a text of some length, number ${i}`)).toBe(true);
});

test("a file that another program lets go of meanwhile is waited for, by readers and writers", async () => {
  const file = await made();
  const holder = await held(file);
  const store = DuckDBStore.open(file, originFrom("distance-calcs")).then((opened) => opened.positions());
  const rows = queryDatabase(file, ALL_RESULTS);
  holder.child.kill();
  expect(await rows).toEqual([]);
  expect(await store).toEqual(new Map());
});

test("work on one file is done one after the other, by whatever name it is called", async () => {
  const file = await made();
  const alias = path.join(path.dirname(file), "alias.duckdb");
  await fs.symlink(file, alias);
  let inside = 0;
  let most = 0;
  await Promise.all(
    [file, alias, path.relative(process.cwd(), file), alias].map((name) =>
      withDatabase(name, "READ_WRITE", async (connection) => {
        most = Math.max(most, ++inside);
        await connection.run("SELECT 1");
        inside--;
      }),
    ),
  );
  expect(most).toBe(1);
});

test("what fails does not hold up what comes after", async () => {
  const file = await made();
  const broken = withDatabase(file, "READ_WRITE", () => Promise.reject(new Error("mine")));
  const after = queryDatabase(file, "SELECT 1 AS one");
  await expect(broken).rejects.toThrow("mine");
  expect(await after).toEqual([{ one: 1 }]);
});

test("made by several at once, it is whole and there are no drafts left", async () => {
  const file = await newFile();
  await Promise.all([1, 2, 3].map(() => ensureDatabase(file, originFrom("distance-calcs"))));
  expect(await queryDatabase(file, "SELECT cluster_id FROM origin")).toEqual([{ cluster_id: "cluster" }]);
  expect(await fs.readdir(path.dirname(file))).toEqual(["results.duckdb"]);
});

test("an odd name of a cluster or a topic is just a name", async () => {
  const file = await newFile();
  await ensureDatabase(file, originFrom("a'b", "it's"));
  expect(await queryDatabase(file, "SELECT cluster_id FROM origin")).toEqual([{ cluster_id: "it's" }]);
  expect(await queryDatabase(file, ALL_RESULTS)).toEqual([]);
});

test.each([
  ["text", (file: string) => fs.writeFile(file, "track_id,distance\n".repeat(500))],
  ["an empty file", (file: string) => fs.writeFile(file, "")],
  ["a folder", (file: string) => fs.mkdir(file)],
])("%s is not a database: refused and left as it is", async (_what, make) => {
  const file = await newFile();
  await make(file);
  const before = await fs.stat(file);
  const reading = await errorOf(queryDatabase(file, ALL_RESULTS));
  const writing = await errorOf(DuckDBStore.open(file, originFrom("distance-calcs")));
  expect([reading.code, writing.code]).toEqual(["SINK_UNREADABLE", "SINK_UNREADABLE"]);
  expect(writing.remedy).toContain("--db");
  expect((await fs.stat(file)).mtimeMs).toBe(before.mtimeMs);
});

test("somebody else's DuckDB database is not written into", async () => {
  const file = await newFile();
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("CREATE TABLE mine (i INTEGER)");
  connection.closeSync();
  instance.closeSync();
  expect((await errorOf(DuckDBStore.open(file, originFrom("distance-calcs")))).code).toBe("SINK_UNREADABLE");
  expect(await queryDatabase(file, "SELECT * FROM mine")).toEqual([]);
});

test("where no file can be made, that is said of it", async () => {
  const file = await newFile();
  await fs.writeFile(file, "");
  const error = await errorOf(ensureDatabase(path.join(file, "results.duckdb"), originFrom("out")));
  expect(error.code).toBe("SINK_UNREADABLE");
  expect(error.message).toContain(file);
});
