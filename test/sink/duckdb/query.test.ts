import fs from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { queryDatabase } from "../../../src/sink/duckdb/query";
import { DUCKDB } from "../../../src/sink/duckdb/dialect";
import { allResultsSql } from "../../../src/sink/schema";
import { ensureDatabase } from "../../../src/sink/duckdb/schema";
import { errorOf } from "../../fixtures/errors";
import { testPlace } from "../../fixtures/place";
import { originFrom } from "../made-up";

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
