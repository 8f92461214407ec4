import { DuckDBInstance } from "@duckdb/node-api";
import { parse } from "csv-parse/sync";
import fs from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readResults } from "../../src/audit/table-file";
import { exportResults } from "../../src/sink/export";
import type { Sink } from "../../src/sink/sink";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { postgresServer, withoutPostgres } from "../fixtures/postgres";
import { run, promotion } from "../promotion/helpers";
import { describeRuns } from "../../src/runs/run-info";
import { originFrom, rowsFrom } from "./made-up";
import { duckdbSinks, postgresSinks, type MakeSink } from "./sinks";

const place = testPlace();
const server = postgresServer();
const opened: Sink[] = [];
afterAll(() => Promise.all(opened.map((sink) => sink.close())));

const [miles, km] = [run("g", 1), run("g", 2)];
/** A key that CSV has to quote, and that a spreadsheet would take for a formula. */
const ODD = '=HYPERLINK("x"),\n\'é😀';

/** A sink with a run in miles, which readers see, and one in kilometres. */
async function filled(make: MakeSink): Promise<Sink> {
  const { sink } = await make();
  const store = await sink.store(originFrom("out"), "out");
  const [first] = rowsFrom(0, 1);
  if (first === undefined) throw new Error("no row");
  await store.apply({
    rows: [...rowsFrom(0, 12), { ...first, key: ODD }, ...rowsFrom(0, 3, "km", km.id)],
    from: new Map(),
    to: new Map(),
    runs: describeRuns({ byId: new Map([miles, km].map((one) => [one.id, one])), progress: new Map() }, []),
    caughtUp: () => true,
    promotions: [promotion(null, miles)],
    covers: () => true,
  });
  return sink;
}

async function askParquet(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const sinks: [string, MakeSink, boolean][] = [
  ["DuckDB", duckdbSinks(place), false],
  ["PostgreSQL", postgresSinks(place, server, opened), withoutPostgres],
];

describe.each(sinks)("from %s", (_name, make, skipped) => {
  describe.skipIf(skipped)("", () => {
    let sink: Sink;
    let folder: string;
    beforeAll(async () => {
      sink = await filled(make);
      folder = await fs.mkdtemp(path.join(await place.home(), "export-"));
    });

    test("Parquet: what readers see, in their order, with its run and unit in the metadata", async () => {
      const file = path.join(folder, "results.parquet");
      const report = await exportResults(sink, file, {});
      expect(report.toJSON()).toMatchObject({ file, rows: 13, runs: [miles.id], units: ["mi"] });
      expect(report.bytes).toBe((await fs.stat(file)).size);
      expect(report.text).toContain(`13 rows of ${miles.id} in mi → ${file}`);
      expect(await askParquet(`SELECT track_id FROM '${file}'`)).toEqual(
        [..."0123456789", "10", "11", ODD].map((key) => [key]),
      );
      expect(await askParquet(`SELECT column_name, column_type FROM (DESCRIBE FROM '${file}')`)).toEqual([
        ["track_id", "VARCHAR"],
        ["distance", "DOUBLE"],
        ["unit", "VARCHAR"],
        ["run_id", "VARCHAR"],
        ["points", "BIGINT"],
        ["event_time", "TIMESTAMP"],
        ["processor", "VARCHAR"],
        ["version", "INTEGER"],
      ]);
      expect(
        await askParquet(`SELECT decode(key), decode(value) FROM parquet_kv_metadata('${file}') ORDER BY 1`),
      ).toEqual([
        ["run_id", miles.id],
        ["unit", "mi"],
      ]);
    });

    test("CSV: quoted so that it is read back as it was, and read by the audit", async () => {
      const file = path.join(folder, "results.CSV");
      await exportResults(sink, file, {});
      const rows = parse<Record<string, string>>(await fs.readFile(file, "utf8"), { columns: true });
      expect(rows).toHaveLength(13);
      expect(rows[11]).toEqual({
        ...{ track_id: "11", distance: "11.0", unit: "mi", run_id: miles.id, points: "1" },
        ...{ event_time: "2024-01-01T00:00:00.011Z", processor: "sum", version: "1" },
      });
      expect(rows[12]?.["track_id"]).toBe(ODD);
      expect(await readResults(file)).toHaveLength(13);
    });

    test("another run, or what a query brings", async () => {
      const run = await exportResults(sink, path.join(folder, "run.csv"), { run: km });
      expect(run).toMatchObject({ rows: 3, runs: [km.id], units: ["km"] });
      const query = await exportResults(sink, path.join(folder, "query.parquet"), {
        sql: "SELECT count(*) AS n, max(distance) AS far FROM dist_calc",
      });
      expect(query).toMatchObject({ rows: 1, runs: [], units: [] });
      expect(await askParquet(`SELECT n::INTEGER, far FROM '${query.file}'`)).toEqual([[13, 11]]);
      const none = { sql: "SELECT * FROM dist_calc WHERE distance > 1000" };
      expect((await exportResults(sink, path.join(folder, "none.csv"), none)).rows).toBe(0);
    });

    test("a file that is there stays, unless it is to be replaced; what fails leaves nothing behind", async () => {
      const file = path.join(folder, "mine.csv");
      await fs.writeFile(file, "mine");
      expect((await errorOf(exportResults(sink, file, {}))).code).toBe("FILE_EXISTS");
      expect(await fs.readFile(file, "utf8")).toBe("mine");
      await exportResults(sink, file, { overwrite: true });
      expect(await fs.readFile(file, "utf8")).toMatch(/^track_id,distance,/);
      for (const [name, wanted, code] of [
        ["a.xlsx", {}, "BAD_OPTION"],
        ["parquet", {}, "BAD_OPTION"],
        ["no-folder/a.csv", {}, "BAD_OPTION"],
        ["a.csv", { run: "g:raw:99" }, "RUN_NOT_FOUND"],
        ["a.csv", { run: "'; DROP TABLE results; --" }, "RUN_NOT_FOUND"],
        ["a.csv", { run: km, sql: "SELECT 1" }, "BAD_OPTION"],
        ["a.csv", { sql: "no SQL" }, "BAD_SQL"],
        ["a.csv", { sql: "DELETE FROM results" }, "BAD_SQL"],
      ] as const) {
        expect((await errorOf(exportResults(sink, path.join(folder, name), wanted))).code, name).toBe(code);
      }
      const names = await fs.readdir(folder);
      expect(names.filter((name) => name.startsWith("a.") || name.endsWith(".new"))).toEqual([]);
    });

    test("before anything was written there is nothing to export", async () => {
      const empty = (await make()).sink;
      const error = await errorOf(exportResults(empty, path.join(folder, "empty.csv"), {}));
      expect(error.code).toBe("NO_RESULTS");
    });
  });
});
