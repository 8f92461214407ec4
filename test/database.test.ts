import { inspect } from "node:util";
import { expect, test } from "vitest";
import { DatabaseServer, readDatabaseUrl, schemaFor } from "../src/database";
import { PlayheadError } from "../src/errors";
import { openWorkbook } from "../src/workbook";

const URL = "postgresql://ann:s3cret@db.example:5433/rides?sslmode=disable&schema=analytics";

test("what a workbook shows of its database has no password in it", () => {
  const database = new DatabaseServer(URL);
  const workbook = openWorkbook({ database });
  const shown = [
    inspect(workbook, { depth: 20, showHidden: true }),
    JSON.stringify(workbook.config),
    JSON.stringify({ ...database }),
  ];
  for (const one of shown) expect(one).not.toContain("s3cret");
  expect(inspect(database)).toBe("PostgreSQL db.example:5433/rides, schema analytics");
  expect(workbook.sink.name).toContain("db.example:5433/rides");
  expect(database.url).toBe(URL);
});

test("DATABASE_URL chooses a server; unset or empty, none", () => {
  expect(readDatabaseUrl({ DATABASE_URL: URL })?.name).toBe("db.example:5433/rides");
  expect(readDatabaseUrl({ DATABASE_URL: "" })).toBeUndefined();
  expect(readDatabaseUrl({})).toBeUndefined();
  expect(new DatabaseServer("postgres://ann@/rides?host=/var/run/postgresql").name).toBe(
    "/var/run/postgresql:5432/rides",
  );
});

test.each([
  ["mysql://root:s3cret@db/rides", "begins with mysql:"],
  ["s3cret", "is no URL"],
  ["postgres://ann:s3cret@db:notaport/rides", "can't be understood"],
  ["postgres://ann:s3cret@db/rides?schema=pg_mine", "schema"],
  ['postgres://ann:s3cret@db/rides?schema=a"b', "schema"],
])("%s is refused, and not repeated", (url, why) => {
  const refusal = (): unknown => {
    try {
      return new DatabaseServer(url);
    } catch (error) {
      return error;
    }
  };
  const error = refusal();
  expect(error).toBeInstanceOf(PlayheadError);
  expect((error as PlayheadError).message).toContain(why);
  expect(inspect(error, { depth: 9 })).not.toContain("s3cret");
});

test.each([
  ["", "playhead"],
  ["anna.", "playhead_anna"],
  ["Team-1.playhead-live-", "playhead_team_1_playhead_live"],
  ["x".repeat(100), `playhead_${"x".repeat(54)}`],
])("prefix %s: schema %s", (prefix, schema) => {
  expect(schemaFor("playhead", prefix)).toBe(schema);
});
