import fs from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { queryDatabase } from "../../../src/sink/duckdb/query";
import { DUCKDB } from "../../../src/sink/duckdb/dialect";
import { allResultsSql } from "../../../src/sink/schema";
import { ensureDatabase } from "../../../src/sink/duckdb/schema";
import { withDatabase } from "../../../src/sink/duckdb/database-file";
import { errorOf } from "../../fixtures/errors";
import { testPlace } from "../../fixtures/place";
import { originFrom } from "../helpers";

const place = testPlace();
const ALL_RESULTS = allResultsSql(DUCKDB);
let file: string;
beforeAll(async () => {
  file = path.join(await place.home(), "results.duckdb");
  await ensureDatabase(file, originFrom("out"));
});

test("before anything was written there are no results, and asking makes no file", async () => {
  const missing = path.join(await place.home(), "missing.duckdb");
  const error = await errorOf(queryDatabase(missing, ALL_RESULTS));
  expect(error.code).toBe("NO_RESULTS");
  expect(error.remedy).toContain("npx playhead write");
  await expect(fs.access(missing)).rejects.toThrow("ENOENT");
});

test.each([["SELECT * FROM nowhere"], ["this is no SQL"], ["SELECT miles FROM dist_calc"]])(
  "%s: refused, saying what can be asked",
  async (sql) => {
    const error = await errorOf(queryDatabase(file, sql));
    expect(error.code).toBe("BAD_SQL");
    expect(error.remedy).toContain("dist_calc(track_id, distance, unit, run_id");
  },
);

test.each([
  ["INSERT INTO origin VALUES ('x', 'y', 1)"],
  ["DELETE FROM results"],
  ["DROP VIEW dist_calc"],
  ["CREATE TABLE mine (i INTEGER)"],
])("%s: a query can't write", async (sql) => {
  const error = await errorOf(queryDatabase(file, sql));
  expect(error.code).toBe("BAD_SQL");
  expect(error.message).toContain("read-only");
});

test.each(["dist_calc", "window_calc"])(
  "the columns of %s are those that the refusal names",
  async (view) => {
    const columns = await queryDatabase(file, `SELECT column_name FROM (DESCRIBE ${view})`);
    const { remedy } = await errorOf(queryDatabase(file, "no"));
    expect(remedy).toContain(`${view}(${columns.map((row) => row["column_name"]).join(", ")})`);
  },
);

test("values come as JavaScript has them, and survive JSON", async () => {
  const [row] = await queryDatabase(
    file,
    `SELECT 9007199254740991::BIGINT AS whole, 9007199254740993::BIGINT AS big, 1.5::DOUBLE AS fraction,
       NULL AS nothing, true AS yes, 'text' AS words, TIMESTAMP '2014-09-13 07:24:00' AS time, [1, 9007199254740993] AS list`,
  );
  expect(row).toEqual({
    whole: 9007199254740991,
    big: "9007199254740993",
    fraction: 1.5,
    nothing: null,
    yes: true,
    words: "text",
    time: new Date("2014-09-13T07:24:00Z"),
    list: expect.stringContaining("9007199254740993") as string,
  });
  expect(JSON.parse(JSON.stringify(row))).toMatchObject({ big: "9007199254740993" });
});

test("all results come in the order of the track ids: numbers by size, then texts", async () => {
  await withDatabase(file, "READ_WRITE", async (connection) => {
    await connection.run(
      `INSERT INTO runs VALUES ('r', 'g', 's', 'out', 1, 'p', 1, '{}', 'd', 'complete', '[]', NULL, NULL, NULL, 1, 1, 0, 0,
         TIMESTAMP '2020-01-01', NULL, NULL, true)`,
    );
    await connection.run("INSERT INTO promoted VALUES ('out', 1, 'r')");
    for (const key of ["b", "10", "9", "a", "101"]) {
      await connection.run("INSERT INTO results VALUES ('r', $1, '{}', TIMESTAMP '2020-01-01', '0:0')", [
        key,
      ]);
    }
  });
  const rows = await queryDatabase(file, ALL_RESULTS);
  expect(rows.map((row) => row["track_id"])).toEqual(["9", "10", "101", "a", "b"]);
});
