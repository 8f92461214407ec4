import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { DatabaseServer } from "../../../src/database";
import { cumulativeDistance } from "../../../src/processor/library/cumulative-distance";
import { earliest } from "../../../src/rewind/targets";
import { playhead, startPlayhead } from "../../fixtures/command";
import { testPlace } from "../../fixtures/place";
import { postgresServer, withoutPostgres } from "../../fixtures/postgres";
import { until } from "../../fixtures/until";
import { contents, ingestTracks, lastOutputs, rowsOf, sinkPlace, type SinkPlace } from "../helpers";

const place = testPlace();
const server = postgresServer();
const miles = cumulativeDistance({ unit: "mi" });
const km = cumulativeDistance({ unit: "km" });

async function onPostgres(): Promise<SinkPlace & { url: string }> {
  const url = await server.database();
  const here = await sinkPlace(place, { database: new DatabaseServer(url) });
  return { ...here, url, env: async (home) => ({ ...(await here.env(home)), DATABASE_URL: url }) };
}

describe.skipIf(withoutPostgres)("a workbook on PostgreSQL", () => {
  test("killed at any moment while runs change over, its readers see one of them, and it ends as a DuckDB file does", async () => {
    const here = await onPostgres();
    const { workbook, names, home } = here;
    await ingestTracks(here, { rows: 20_000, tracks: 500 });
    const first = await workbook.process(miles);
    await workbook.write();
    await (await workbook.rewind(names.calculator, earliest())).execute();
    const seen = new Set<string>();
    let reading = true;
    const reader = (async () => {
      while (reading) {
        const rows = await workbook.query("SELECT run_id, unit, count(*) AS n FROM dist_calc GROUP BY 1, 2");
        seen.add(JSON.stringify(rows));
      }
    })();
    const second = await workbook.process(km);
    for (let times = 0; times < 3; times++) {
      const writer = startPlayhead(["write", "--follow"], await here.env());
      await Promise.race([writer.finished, delay(500 + 1500 * Math.random())]);
      writer.child.kill("SIGKILL");
      await writer.finished;
    }
    const finished = await playhead(["write"], await here.env());
    expect(finished).toMatchObject({ code: 0 });
    await until("readers see the kilometres", () => [...seen].at(-1)?.includes('"km"') === true);
    reading = false;
    await reader;
    expect([...seen].map((rows) => JSON.parse(rows) as unknown)).toEqual([
      [{ run_id: first.id, unit: "mi", n: 500 }],
      [{ run_id: second.id, unit: "km", n: 500 }],
    ]);
    const file = path.join(home, "beside.duckdb");
    await workbook.write({ db: file });
    expect(await contents(workbook)).toEqual(await contents(workbook, file));
    for (const run of [first, second]) {
      expect(await rowsOf(workbook, undefined, run)).toEqual(await lastOutputs(workbook, run));
    }
    expect((await workbook.groups(names.writer))[0]).toMatchObject({ lag: 0 });

    // All else that asks the database.
    const comparison = await workbook.compare(first, second);
    expect(comparison.counts).toMatchObject({ equal: 500, changed: 0 });
    const back = await workbook.promote(first);
    expect(back.toJSON()).toMatchObject({
      from: { rows: 500, units: ["km"] },
      to: { rows: 500, units: ["mi"] },
    });
    await back.execute();
    expect((await workbook.query("SELECT DISTINCT unit FROM dist_calc"))[0]).toEqual({ unit: "mi" });
    await (await workbook.undo()).execute();
    expect((await workbook.audit()).summary).toContain("500");
    const before = await contents(workbook);
    await workbook.write({ rebuild: true });
    expect(await contents(workbook)).toEqual(before);
  }, 180_000);

  test("a follower outlasts a restart of the server and a rebuild beside it", async () => {
    const here = await onPostgres();
    const { workbook, home } = here;
    await ingestTracks(here, { rows: 300, tracks: 20 });
    await workbook.process(miles);
    const follower = await workbook.followWriting();
    const points = async () =>
      (await workbook.query("SELECT sum(points) AS points FROM dist_calc"))[0]?.["points"];
    await server.stop();
    await ingestTracks(here, { rows: 400, tracks: 20 });
    await workbook.process(miles);
    await server.start();
    await until("all points are in the table", async () => (await points()) === 400);
    for (const rows of [500, 600]) {
      await ingestTracks(here, { rows, tracks: 20 });
      await Promise.all([workbook.process(miles), workbook.write({ rebuild: true })]);
    }
    await until("those that came later, too", async () => (await points()) === 600);
    await follower.stop();
    const file = path.join(home, "beside.duckdb");
    await workbook.write({ db: file });
    expect(await contents(workbook)).toEqual(await contents(workbook, file));
  }, 120_000);

  test("a window's results stand in their own view; another workbook's prefix in its own schema", async () => {
    const here = await onPostgres();
    const { workbook } = here;
    await ingestTracks(here, { rows: 60, tracks: 3 });
    await workbook.process(miles);
    await workbook.process(km, { window: { from: new Date(0), to: new Date("2100-01-01"), warmUp: true } });
    await workbook.write();
    const [window] = await workbook.query(
      "SELECT DISTINCT unit, window_from, window_to, warm_up FROM window_calc",
    );
    expect(window).toMatchObject({ unit: "km", window_from: new Date(0), warm_up: true });
    const schemas = await server.run(
      here.url,
      "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'playhead%'",
    );
    expect(schemas).toHaveLength(1);
  });

  test("killed in the middle of a rebuild: what was there is as it was, and the next one comes to its end", async () => {
    const here = await onPostgres();
    const { workbook, url } = here;
    await ingestTracks(here, { rows: 40_000, tracks: 20_000 });
    await workbook.process(miles);
    await workbook.write();
    const before = await contents(workbook);
    const writing =
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND backend_xid IS NOT NULL";
    const isWriting = async () => (await server.run(url, writing)).length > 0;
    const rebuilding = startPlayhead(["write", "--rebuild"], await here.env());
    await until("it writes", isWriting);
    expect(rebuilding.child.kill("SIGKILL")).toBe(true);
    await rebuilding.finished;
    await until("its transaction has been rolled back", async () => !(await isWriting()));
    expect(await contents(workbook)).toEqual(before);
    await workbook.write({ rebuild: true });
    expect(await contents(workbook)).toEqual(before);
  });

  test("the command: chosen by DATABASE_URL, with nothing secret told; a file named by --db is a file all the same", async () => {
    const here = await onPostgres();
    const env = await here.env();
    await ingestTracks(here, { rows: 30, tracks: 3 });
    await here.workbook.process(km);
    const wrong = { ...env, DATABASE_URL: server.as(here.url, "owner", "s3cret-guess") };
    const refused = await playhead(["write"], wrong);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("AUTHENTICATION_FAILED");
    expect(refused.stderr + refused.stdout).not.toContain("s3cret-guess");
    for (const [words, environment, code] of [
      [["query"], { ...env, DATABASE_URL: "mysql://root:s3cret@db/rides" }, "DATABASE_URL"],
      [["query", "--db", "postgres://root:s3cret@db/rides"], env, "DATABASE_URL"],
    ] as const) {
      const { code: exit, stderr } = await playhead(words, environment);
      expect(exit).not.toBe(0);
      expect(stderr).toContain(code);
      expect(stderr).not.toContain("s3cret");
    }
    const file = path.join(here.home, "own.duckdb");
    expect(await playhead(["write"], env)).toMatchObject({ code: 0 });
    expect(await playhead(["write", "--db", file], env)).toMatchObject({ code: 0 });
    const [onServer, inFile] = await Promise.all([
      playhead(["query", "--json"], env),
      playhead(["query", "--json", "--db", file], env),
    ]);
    expect(JSON.parse(onServer.stdout)).toHaveLength(3);
    expect(onServer.stdout).toBe(inFile.stdout);
  });
});
