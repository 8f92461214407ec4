import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ensureBroker, findBroker, stopBroker } from "../../src/broker/embedded";
import { PROJECT_ROOT } from "../../src/config";
import { openAppender } from "../../src/kafka/append";
import { readLog } from "../../src/kafka/log";
import { commitOffsets, committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { clusterId, ensureTopic } from "../../src/kafka/topics";
import { isAlive } from "../jupyter/kernel-session";
import { playhead, startPlayhead, startScript } from "../fixtures/command";
import { errorOf } from "../fixtures/errors";
import { brokerProcesses, listeningAt, LOOPBACK, ownHomes } from "../fixtures/own-broker";
import { until } from "../fixtures/until";

const homes = ownHomes();
const onLinux = process.platform === "linux";

async function stateOf(home: string): Promise<{ pid: number; port: number; controllerPort: number }> {
  return JSON.parse(await fs.readFile(path.join(home, "broker/state.json"), "utf8")) as never;
}

describe("one broker per home", () => {
  test("the first call starts it, the next one finds it, down stops it", async () => {
    const home = await homes.make();
    let told = 0;
    const first = await ensureBroker(home, () => told++);
    expect(first.started).toBe(true);
    expect(await ensureBroker(home, () => told++)).toEqual({ ...first, started: false });
    expect(await findBroker(home)).toEqual({ ...first, started: false });
    expect(told).toBe(1);

    expect(await stopBroker(home)).toBe(true);
    await until("the process is gone", () => !isAlive(first.pid));
    expect(await findBroker(home)).toBeUndefined();
    expect(await stopBroker(home)).toBe(false);

    const again = await ensureBroker(home);
    expect(again.address, "clients find it again at the same address").toBe(first.address);
  });

  test("a home without a broker has none to find or to stop", async () => {
    const home = await homes.make();
    expect(await findBroker(home)).toBeUndefined();
    expect(await stopBroker(home)).toBe(false);
  });

  test("several processes at once get the same one", async () => {
    const home = await homes.make();
    const commands = [1, 2, 3].map(() => playhead(["up", "--json"], homes.env(home)));
    const here = await Promise.all([ensureBroker(home), ensureBroker(home)]);
    const answers = (await Promise.all(commands)).map(({ code, stdout }) => {
      expect(code).toBe(0);
      return (JSON.parse(stdout) as { brokers: string[] }).brokers;
    });
    const { address } = here[0];
    expect(answers).toEqual([[address], [address], [address]]);
    expect(here[1].address).toBe(address);
    if (onLinux) expect(await brokerProcesses(home)).toHaveLength(1);
  });

  test("a home reached by a link is the same home", async () => {
    const home = await homes.make();
    await fs.mkdir(home);
    await fs.symlink(home, `${home}-link`);
    const started = await ensureBroker(`${home}-link`);
    expect(await ensureBroker(home)).toEqual({ ...started, started: false });
  });

  test("two homes have two brokers, each with its own cluster id", async () => {
    const [one, other] = [await homes.make(), await homes.make()];
    const brokers = await Promise.all([ensureBroker(one), ensureBroker(other)]);
    const ids = await Promise.all(brokers.map(({ address }) => clusterId(homes.connect(address))));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  });
});

describe("the process that started it", () => {
  test("may be interrupted with its whole process group, or killed", async () => {
    const home = await homes.make();
    const script = path.join(PROJECT_ROOT, "test/fixtures/keep-broker.ts");
    const { child, pid, finished } = startScript(script, [home], homes.env(home));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const broker = await findBroker(home);

    process.kill(-pid, "SIGINT");
    await finished;
    expect(await findBroker(home)).toEqual(broker);
  });

  test.runIf(onLinux)(
    "may be killed at any moment of the start: the next call gets a broker, the only one",
    async () => {
      for (const moment of ["lock", "state.json", "data/meta.properties"]) {
        const home = await homes.make();
        const { pid, finished } = startPlayhead(["up"], homes.env(home), true);
        await until(`the start has written ${moment}`, () =>
          fs.access(path.join(home, "broker", moment)).then(
            () => true,
            () => false,
          ),
        );
        process.kill(-pid, "SIGKILL");
        await finished;

        const { pid: brokerPid } = await ensureBroker(home);
        expect(await brokerProcesses(home)).toEqual([brokerPid]);
      }
    },
  );
});

describe("what an earlier start left behind", () => {
  const strangers: { kill(): unknown }[] = [];
  afterEach(() => {
    for (const stranger of strangers.splice(0)) stranger.kill();
  });

  test("a state file naming a dead process", async () => {
    const home = await homes.make();
    const dead = spawn("true");
    await new Promise((resolve) => dead.once("exit", resolve));
    await writeState(home, { pid: dead.pid });
    expect(await findBroker(home)).toBeUndefined();
    expect(await stopBroker(home)).toBe(false);
    expect((await ensureBroker(home)).started).toBe(true);
  });

  test("a state file naming a stranger, who is neither taken for the broker nor stopped", async () => {
    const home = await homes.make();
    const properties = path.join(home, "broker/server.properties");
    await writeState(home, {});
    await fs.writeFile(properties, "");
    // Even one that has the broker's own settings open.
    const stranger = spawn("tail", ["-f", properties]);
    strangers.push(stranger);
    await writeState(home, { pid: stranger.pid });
    expect(await findBroker(home)).toBeUndefined();
    expect(await stopBroker(home)).toBe(false);
    const { pid, started } = await ensureBroker(home);
    expect(started).toBe(true);
    expect(pid).not.toBe(stranger.pid);
    await stopBroker(home);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  });

  test("a torn state file", async () => {
    const home = await homes.make();
    await writeState(home, {});
    await fs.writeFile(path.join(home, "broker/state.json"), '{"pid":12');
    expect(await findBroker(home)).toBeUndefined();
    expect((await ensureBroker(home)).started).toBe(true);
  });

  test("a lock whose owner is dead, and one whose owner's process id a stranger has now", async () => {
    for (const owner of [999_999_999, process.pid]) {
      const home = await homes.make();
      await writeState(home, {});
      await fs.writeFile(path.join(home, "broker/lock"), `${owner} 1 an-earlier-boot`);
      expect((await ensureBroker(home)).started).toBe(true);
    }
  });

  test("a port that somebody else has taken since: another port is used", async () => {
    const home = await homes.make();
    const { address } = await ensureBroker(home);
    await stopBroker(home);
    const { port, controllerPort } = await stateOf(home);
    for (const taken of [port, controllerPort]) {
      const server = net.createServer().listen(taken, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      strangers.push({ kill: () => server.close() });
    }

    const elsewhere = await ensureBroker(home);
    expect(elsewhere.address).not.toBe(address);
    const now = await stateOf(home);
    expect(new Set([port, controllerPort, now.port, now.controllerPort]).size).toBe(4);
    expect(await ensureBroker(home)).toEqual({ ...elsewhere, started: false });
  });

  async function writeState(home: string, state: { pid?: number | undefined }): Promise<void> {
    await fs.mkdir(path.join(home, "broker"), { recursive: true });
    const ports = { port: 20_001, controllerPort: 20_002 };
    await fs.writeFile(path.join(home, "broker/state.json"), JSON.stringify({ pid: 1, ...state, ...ports }));
  }
});

test("kill -9 in the middle of use: what was acknowledged is there, records, offsets and topics", async () => {
  const home = await homes.make();
  const { address, pid } = await ensureBroker(home);
  const connection = homes.connect(address);
  const topic = "events";
  await ensureTopic(connection, { topic, partitions: 1 });
  const appender = await openAppender(connection);
  const acknowledged: string[] = [];
  let committed = -1;
  const writing = (async () => {
    for (let i = 0; ; i += 10) {
      const values = Array.from({ length: 10 }, (_, n) => String(i + n));
      await appender.append(
        topic,
        values.map((value) => ({ key: "k", value, timestamp: 1 })),
      );
      acknowledged.push(...values);
      await commitOffsets(connection, "group", topic, new Map([[0, i]]));
      committed = i;
    }
  })().catch(() => undefined);
  await until("a thousand records are there", () => acknowledged.length >= 1000);
  process.kill(pid, "SIGKILL");
  await writing;

  const recovered = await ensureBroker(home);
  expect(recovered).toMatchObject({ address, started: true });
  const after = homes.connect(recovered.address);
  const end = (await listOffsets(after, topic, "latest")).get(0) ?? 0;
  const values: string[] = [];
  for await (const { records } of readLog(after, { topic, partition: 0, from: 0, until: end }))
    values.push(...records.map(({ value }) => String(value)));
  expect(values.slice(0, acknowledged.length)).toEqual(acknowledged);
  // One more batch may have arrived whose acknowledgement did not.
  expect(values.length - acknowledged.length).toBeLessThanOrEqual(10);
  const offset = (await committedOffsets(after, "group")).get(topic)?.get(0) ?? -1;
  expect([committed, committed + 10]).toContain(offset);
});

test("a home with spaces, commas and letters of the world, in a bare locale", async () => {
  const home = await homes.make("mój höme, 100% 家");
  const env = { ...homes.env(home), LC_ALL: "C", LANG: "C" };
  const { code, stdout, stderr } = await playhead(["ingest", "data/journeys.csv", "--json"], env);
  expect(stderr).not.toContain("Error");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ topic: "raw-trackpoints" });
  expect((await fs.readdir(path.join(home, "broker/data"))).sort()).toContain("raw-trackpoints-0");
  expect(await fs.readdir(path.dirname(home)), "nothing beside the home").toEqual([path.basename(home)]);
});

test.runIf(onLinux)("listens on loopback only", async () => {
  const { pid } = await ensureBroker(await homes.make());
  const listening = await listeningAt(pid);
  expect(listening).toHaveLength(2);
  for (const address of listening) expect(LOOPBACK).toContain(address);
});

describe("a broker that can't start says why", () => {
  test("a home that can't be written to", async () => {
    const file = await homes.make("file");
    await fs.writeFile(file, "");
    const error = await errorOf(ensureBroker(path.join(file, "home")));
    expect(error).toMatchObject({
      code: "HOME_NOT_WRITABLE",
      remedy: expect.stringContaining("PLAYHEAD_HOME") as string,
    });
  });

  test("a home without permission to write", async () => {
    // Permissions do not bind root; the kernel's own file system does.
    const isRoot = process.getuid?.() === 0;
    const home = isRoot ? "/sys/playhead-home" : await homes.make();
    if (!isRoot) await fs.mkdir(home, { mode: 0o500 });
    expect(await errorOf(ensureBroker(home))).toMatchObject({ code: "HOME_NOT_WRITABLE" });
  });

  test("damaged data: Kafka's own words, and where the log is", async () => {
    const home = await homes.make();
    await fs.mkdir(path.join(home, "broker/data"), { recursive: true });
    await fs.writeFile(
      path.join(home, "broker/data/meta.properties"),
      "version=1\ncluster.id=x\nnode.id=2\n",
    );
    const error = await errorOf(ensureBroker(home));
    expect(error.code).toBe("BROKER_START_FAILED");
    expect(error.message).toMatch(/node\.id|node id/i);
    expect(error.remedy).toContain(path.join(home, "broker/kafka.log"));
    if (onLinux) expect(await brokerProcesses(home)).toEqual([]);
  });
});
