import { execFileSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { freePort } from "../../../src/broker/ports";
import { DatabaseServer } from "../../../src/database";
import { PostgresSink } from "../../../src/sink/postgres/postgres-sink";
import type { Store } from "../../../src/sink/sink";
import { makeAuthority } from "../../fixtures/certificates";
import { errorOf } from "../../fixtures/errors";
import { testPlace } from "../../fixtures/place";
import { postgresServer, SERVER_USER, withoutPostgres } from "../../fixtures/postgres";
import { until } from "../../fixtures/until";
import { originFrom, rowsFrom } from "../made-up";

const place = testPlace();
const server = postgresServer();
const opened: PostgresSink[] = [];
afterAll(() => Promise.all(opened.map((sink) => sink.close())));

function open(url: string, prefix = ""): PostgresSink {
  const sink = PostgresSink.of(new DatabaseServer(url), prefix);
  opened.push(sink);
  return sink;
}

const storeOf = (sink: PostgresSink): Promise<Store> => sink.store(originFrom("out"), "out");

/** Takes so many rows more. */
async function takeStep(store: Store, rows = 100): Promise<boolean> {
  const position = (await store.positions()).get(0);
  const next = (position ?? 0) + rows;
  const step = { runs: [], caughtUp: () => false, promotions: [], covers: () => true };
  const offsets = { from: new Map([[0, position]]), to: new Map([[0, next]]) };
  return (await store.apply({ ...step, ...offsets, rows: rowsFrom(position ?? 0, next) })).applied;
}

const count = async (sink: PostgresSink) => (await sink.query("SELECT count(*) AS n FROM results"))[0]?.["n"];

describe.skipIf(withoutPostgres)("PostgreSQL", () => {
  describe("who can't be let in, or may not, is told why, and nothing secret", () => {
    test.each([
      ["a wrong password", "AUTHENTICATION_FAILED", (url: string) => server.as(url, "owner", "s3cret-guess")],
      [
        "an unknown user",
        "AUTHENTICATION_FAILED",
        (url: string) => server.as(url, "nobody-here", "s3cret-guess"),
      ],
      ["no such database", "SINK_UNREADABLE", (url: string) => `${url}-missing`],
    ])("%s", async (_what, code, change) => {
      const url = change(await server.database());
      const error = await errorOf(open(url).query("SELECT 1"));
      expect(error.code).toBe(code);
      expect(error.describe()).toContain(`127.0.0.1:${server.port}/`);
      const secret = new URL(url).password;
      for (const shown of [inspect(error, { depth: 9 }), error.describe()])
        expect(shown).not.toContain(secret);
    });

    test("a password that is asked for, and is not there: at once, and no connection is left behind", async () => {
      const url = await server.database();
      const { password } = new URL(url);
      const sockets = () => process.getActiveResourcesInfo().filter((one) => one === "TCPSocketWrap").length;
      const before = sockets();
      const error = await errorOf(open(url.replace(`:${password}@`, "@")).query("SELECT 1"));
      expect(error.code).toBe("AUTHENTICATION_FAILED");
      expect(error.message).toContain("asks for a password");
      expect(error.remedy).toContain("PGPASSWORD");
      await until("no connection is left, which the process would wait for", () => sockets() <= before);
    });

    test("a server that is not there: at once", async () => {
      const began = Date.now();
      const url = `postgres://owner:s3cret@127.0.0.1:${await freePort()}/results`;
      const error = await errorOf(storeOf(open(url)));
      expect(error.code).toBe("SINK_UNREACHABLE");
      expect(error.message).toContain("ECONNREFUSED");
      expect(Date.now() - began).toBeLessThan(5000);
    });

    test("a server without TLS, where TLS is asked for", async () => {
      const error = await errorOf(storeOf(open(`${await server.database()}?sslmode=verify-full`)));
      expect(error.code).toBe("SINK_UNREACHABLE");
      expect(error.remedy).toContain("sslmode");
    });
  });

  test("over TLS: a server whose authority is trusted is written to, another one's is not", async () => {
    const url = await server.database();
    const [authority, stranger] = await Promise.all([makeAuthority(), makeAuthority()]);
    const identity = await authority.issue({ name: "database" });
    const [{ data_directory } = {}] = await server.run(url, "SHOW data_directory");
    const home = await place.home();
    const files = {
      [path.join(String(data_directory), "server.crt")]: identity.certificate,
      [path.join(String(data_directory), "server.key")]: identity.key,
      [path.join(home, "ours.pem")]: authority.certificate,
      [path.join(home, "strangers.pem")]: stranger.certificate,
    };
    const { uid, gid } = SERVER_USER;
    for (const [file, text] of Object.entries(files)) {
      await fs.writeFile(file, text, { mode: 0o600 });
      if (uid !== undefined && gid !== undefined && !file.startsWith(home)) await fs.chown(file, uid, gid);
    }
    await server.run(url, "ALTER SYSTEM SET ssl = on");
    await server.run(url, "SELECT pg_reload_conf()");
    await until("it speaks TLS", async () => (await server.run(url, "SHOW ssl"))[0]?.["ssl"] === "on");
    const over = (root: string): PostgresSink =>
      open(`${url}?sslmode=verify-full&sslrootcert=${path.join(home, root)}`);
    const sink = over("ours.pem");
    expect(await takeStep(await storeOf(sink))).toBe(true);
    const speaking =
      "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE pid = pg_backend_pid()";
    expect(await sink.query(speaking)).toEqual([{ ssl: true }]);
    const error = await errorOf(over("strangers.pem").query("SELECT 1"));
    expect(error).toMatchObject({
      code: "SINK_UNREACHABLE",
      message: expect.stringContaining("no safe") as string,
    });
    expect(error.remedy).toContain("sslrootcert");
  });

  test("a role that may not make a schema writes into one that was made for it; readers need no more than to read", async () => {
    const url = await server.database();
    const roles = ["writer", "reader"].map((name) => `${name}_${new URL(url).pathname.slice(1)}`);
    const [writer = "", reader = ""] = roles;
    for (const role of roles) await server.run(url, `CREATE ROLE ${role} LOGIN PASSWORD 'own-password'`);
    const writing = open(server.as(url, writer, "own-password"));
    const refused = await errorOf(storeOf(writing));
    expect(refused.code).toBe("SINK_FORBIDDEN");
    expect(refused.remedy).toContain("CREATE");
    await server.run(url, `CREATE SCHEMA playhead AUTHORIZATION ${writer}`);
    expect(await takeStep(await storeOf(writing))).toBe(true);

    const reading = open(server.as(url, reader, "own-password"));
    const query = "SELECT count(*) AS n FROM results";
    expect((await errorOf(reading.query(query))).code).toBe("SINK_FORBIDDEN");
    await server.run(
      url,
      `GRANT USAGE ON SCHEMA playhead TO ${reader}; GRANT SELECT ON ALL TABLES IN SCHEMA playhead TO ${reader}`,
    );
    expect(await reading.query(query)).toEqual([{ n: 100 }]);
    expect((await errorOf(storeOf(reading).then(takeStep))).code).toBe("SINK_FORBIDDEN");
    await writing.rebuild(originFrom("out"), async (beside) =>
      takeStep(await beside.store(originFrom("out"), "out"), 7),
    );
    expect(await reading.query(query), "a rebuild takes no right away").toEqual([{ n: 7 }]);
  });

  test("somebody else's table of results is left alone", async () => {
    const url = await server.database();
    await server.run(
      url,
      "CREATE SCHEMA playhead; CREATE TABLE playhead.results (mine TEXT); INSERT INTO playhead.results VALUES ('x')",
    );
    const sink = open(url);
    for (const refused of [
      await errorOf(storeOf(sink)),
      await errorOf(sink.rebuild(originFrom("out"), () => Promise.resolve())),
    ]) {
      expect(refused.code).toBe("SINK_UNREADABLE");
      expect(refused.message).toContain("somebody else's results");
      expect(refused.remedy).toContain("?schema=");
    }
    await server.run(url, "CREATE TABLE playhead.origin (from_where TEXT)");
    expect((await errorOf(storeOf(sink))).message).toContain("somebody else's origin");
    expect(await server.run(url, "SELECT * FROM playhead.results")).toEqual([{ mine: "x" }]);
    expect(await takeStep(await storeOf(open(`${url}?schema=mine_too`)))).toBe(true);
  });

  test("two prefixes of one database do not meet", async () => {
    const url = await server.database();
    const [anna, ben] = [open(url, "anna."), open(url, "ben.")];
    await takeStep(await storeOf(anna), 3);
    await takeStep(await ben.store(originFrom("ben.out"), "ben.out"), 5);
    expect([await count(anna), await count(ben)]).toEqual([3, 5]);
    expect(anna.name).toContain("schema playhead_anna");
  });

  test("tables of another version, or not complete, are refused, and rebuilt", async () => {
    const url = await server.database();
    const sink = open(url);
    for (const damage of [
      "UPDATE playhead.origin SET format = 1",
      "DROP VIEW playhead.dist_calc; DROP TABLE playhead.promoted",
    ]) {
      await takeStep(await storeOf(sink));
      await server.run(url, damage);
      if (damage.startsWith("UPDATE")) expect((await errorOf(storeOf(sink))).code).toBe("SINK_UNREADABLE");
      await sink.rebuild(originFrom("out"), async (beside) =>
        takeStep(await beside.store(originFrom("out"), "out"), 4),
      );
      expect(await count(sink)).toBe(4);
      expect(await sink.query("SELECT * FROM dist_calc")).toEqual([]);
    }
  });

  test("a schema that was dropped meanwhile is made anew, and written from the beginning", async () => {
    const url = await server.database();
    const sink = open(url);
    const store = await storeOf(sink);
    expect(await takeStep(store)).toBe(true);
    await server.run(url, "DROP SCHEMA playhead CASCADE");
    const step = {
      runs: [],
      caughtUp: () => false,
      promotions: [],
      covers: () => true,
      rows: rowsFrom(100, 200),
    };
    const next = { from: new Map([[0, 100]]), to: new Map([[0, 200]]) };
    expect((await store.apply({ ...step, ...next })).applied, "those before are missing").toBe(false);
    expect(await takeStep(store)).toBe(true);
    expect(await count(sink)).toBe(100);
  });

  test("a server that is restarted is waited for; what was lost in mid-step is written once", async () => {
    const url = await server.database();
    const sink = open(url);
    const store = await storeOf(sink);
    let writing = true;
    let applied = 0;
    const writer = (async () => {
      while (writing) if (await takeStep(store)) applied++;
    })();
    for (const how of ["fast", "crash"] as const) {
      const before = applied;
      await expect.poll(() => applied, { timeout: 30_000 }).toBeGreaterThan(before + 2);
      await server.stop(how);
      await server.start();
    }
    const before = applied;
    await expect.poll(() => applied, { timeout: 30_000 }).toBeGreaterThan(before + 2);
    // An administrator who ends our connections.
    await server.run(
      url,
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'playhead'",
    );
    await expect.poll(() => applied, { timeout: 30_000 }).toBeGreaterThan(before + 5);
    writing = false;
    await writer;
    const [state] = await sink.query(
      "SELECT max(next_offset) AS position, (SELECT count(*) FROM results) AS n FROM progress",
    );
    expect(state?.["n"]).toBe(state?.["position"]);
    expect(Number(state?.["n"])).toBeGreaterThanOrEqual(applied * 100);
  }, 120_000);

  test("readers are not held up by a writer in mid-transaction, nor it by them", async () => {
    const url = await server.database();
    const [sink, reader] = [open(url), open(url)];
    const store = await storeOf(sink);
    await takeStep(store, 10);
    await sink.rebuild(originFrom("out"), async (beside) => {
      await takeStep(await beside.store(originFrom("out"), "out"), 5000);
      expect(await count(reader)).toBe(10);
      const slow = reader.query("SELECT count(*) AS n, pg_sleep(1) AS slept FROM results");
      await takeStep(await beside.store(originFrom("out"), "out"), 1000);
      expect(await slow).toMatchObject([{ n: 10 }]);
    });
    expect(await count(reader)).toBe(6000);
  });

  test("a full disk is named; with room made, the writer goes on", async ({ skip }) => {
    const disk = path.join(await place.home(), "disk");
    await fs.mkdir(disk);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=6m,mode=0777", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      skip("a full disk can only be tried where a small one may be mounted (Linux, as root)");
    }
    const url = await server.database();
    try {
      await fs.chmod(path.dirname(disk), 0o755);
      const space = path.join(disk, "space");
      await fs.mkdir(space);
      if (SERVER_USER.uid !== undefined && SERVER_USER.gid !== undefined)
        await fs.chown(space, SERVER_USER.uid, SERVER_USER.gid);
      await server.run(url, `CREATE TABLESPACE small LOCATION '${space}'`);
      const name = new URL(url).pathname.slice(1);
      await server.run(url, `ALTER DATABASE ${name} SET default_tablespace TO small`);
      const sink = open(url);
      const store = await storeOf(sink);
      await takeStep(store, 1000);
      const error = await errorOf(takeStep(store, 100_000));
      expect(error.code).toBe("DISK_FULL");
      expect(await count(sink)).toBe(1000);
      execFileSync("mount", ["-o", "remount,size=200m", disk]);
      expect(await takeStep(store, 100_000)).toBe(true);
      expect(await count(sink)).toBe(101_000);
      await Promise.all(opened.splice(opened.indexOf(sink), 1).map((one) => one.close()));
      await server.run(server.as(url, "owner").replace(`/${name}`, "/postgres"), `DROP DATABASE ${name}`);
      await server.run(server.as(url, "owner").replace(`/${name}`, "/postgres"), "DROP TABLESPACE small");
    } finally {
      execFileSync("umount", ["--lazy", disk]);
    }
  });
});
