import fs from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { readSink, readResults } from "../../src/audit/table-file";
import { openFileSink } from "../../src/sink/open-sink";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";

const place = testPlace();

async function file(name: string, text: string): Promise<string> {
  const target = path.join(await place.home(), name);
  await fs.writeFile(target, text);
  return target;
}

async function database(name: string, ...statements: string[]): Promise<string> {
  const target = path.join(await place.home(), name);
  const instance = await DuckDBInstance.create(target);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
  return target;
}

test("CSV: columns in any order, others left alone, quotes, BOM and empty lines, numbers as they are written", async () => {
  const csv = await file(
    "a.csv",
    '\uFEFFunit,speed,track_id,distance\r\nkm,1,"007",7.620\r\n\r\n,2, b ,x\r\n',
  );
  expect(await readResults(csv)).toEqual([
    { track_id: "007", distance: "7.620", unit: "km" },
    { track_id: "b", distance: "x", unit: "" },
  ]);
  const without = await file("b.csv", "track_id,distance\n1,2\n");
  expect(await readResults(without)).toEqual([{ track_id: "1", distance: "2", unit: undefined }]);
  expect(await readResults(await file("c.csv", "track_id,distance\n"))).toEqual([]);
});

test("DuckDB: the table that is named, whatever its columns' types", async () => {
  const db = await database(
    "a.duckdb",
    `CREATE TABLE "my ""table" (track_id INTEGER, distance DOUBLE, unit VARCHAR)`,
    `INSERT INTO "my ""table" VALUES (1, 2.5, 'km'), (2, NULL, NULL)`,
    `CREATE TABLE decimals AS SELECT 'a' AS track_id, 7.620::DECIMAL(10, 3) AS distance`,
  );
  expect(await readResults(db, 'my "table')).toEqual([
    { track_id: "1", distance: 2.5, unit: "km" },
    { track_id: "2", distance: "", unit: undefined },
  ]);
  expect(await readResults(db, "decimals")).toEqual([{ track_id: "a", distance: 7.62, unit: undefined }]);
  expect((await errorOf(readResults(db))).code).toBe("BAD_SQL");
});

test("what can't be read is refused by name", async () => {
  const refused = async (reading: Promise<unknown>): Promise<string> => (await errorOf(reading)).code;
  const home = await place.home();
  expect(await refused(readResults(path.join(home, "none.csv")))).toBe("FILE_NOT_FOUND");
  expect(await refused(readResults(home))).toBe("FILE_NOT_READABLE");
  expect(await refused(readResults(await file("empty.csv", "")))).toBe("FILE_EMPTY");
  expect(await refused(readResults(await file("bad.csv", 'track_id,distance\n1,"2\n')))).toBe("BAD_CSV");
  for (const text of ["track,distance\n1,2\n", "track_id,length\n", "track_id\n1\n"]) {
    expect(await refused(readResults(await file("missing.csv", text)))).toBe("MISSING_COLUMN");
  }
  const other = await database("b.duckdb", "CREATE TABLE dist_calc AS SELECT 1 AS id");
  expect(await refused(readResults(other))).toBe("MISSING_COLUMN");
  expect(await refused(readSink(openFileSink(path.join(home, "none.duckdb"))))).toBe("NO_RESULTS");
});
