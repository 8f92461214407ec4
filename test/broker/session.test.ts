import net from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { findBroker } from "../../src/broker/embedded";
import { freePort } from "../../src/broker/ports";
import { BrokerSession } from "../../src/broker/session";
import { clusterId, ensureTopic, listTopics } from "../../src/kafka/topics";
import type { Config } from "../../src/config";
import { errorOf } from "../fixtures/errors";
import { playhead } from "../fixtures/command";
import { ownHomes } from "../fixtures/own-broker";
import { testPlace } from "../fixtures/place";

const place = testPlace();
const homes = ownHomes();
const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function session(config: Partial<Config>): BrokerSession {
  const opened = new BrokerSession({ home: "", brokers: undefined, prefix: "", dataFile: "", ...config });
  open.push(opened);
  return opened;
}

async function strangeServer(onConnection: (socket: net.Socket) => void): Promise<string> {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket.on("error", () => undefined));
    onConnection(socket);
  });
  open.push({ close: () => (sockets.forEach((socket) => socket.destroy()), server.close()) });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

describe("an existing cluster (KAFKA_BROKERS)", () => {
  test("is used, and nothing is started in the home", async () => {
    const env = { ...(await place.env()), PLAYHEAD_HOME: await homes.make() };
    const { code, stdout } = await playhead(["status", "--json"], env);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ brokers: [await place.broker()], embedded: false });
  });

  test("with one address dead and one alive works, whichever comes first", async () => {
    const alive = await place.broker();
    const dead = `127.0.0.1:${await freePort()}`;
    for (const brokers of [
      [dead, alive],
      [alive, dead],
    ]) {
      const connection = await session({ brokers }).connect();
      expect(await clusterId(connection)).toBe(await clusterId(await place.connection()));
    }
  });

  test.each<[string, () => Promise<string>]>([
    ["nobody listens", async () => `127.0.0.1:${await freePort()}`],
    ["a server accepts and says nothing", () => strangeServer(() => undefined)],
    ["a server accepts and closes", () => strangeServer((socket) => socket.destroy())],
    ["a web server answers", () => strangeServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))],
    ["the name is unknown", () => Promise.resolve("broker.invalid:9092")],
  ])("where %s, the error comes within ten seconds and says what to do", async (_, address) => {
    const brokers = [await address()];
    const began = Date.now();
    const error = await errorOf(session({ brokers }).connect());
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(error).toMatchObject({
      code: "BROKER_UNREACHABLE",
      message: expect.stringContaining(brokers.join()) as string,
      remedy: expect.stringContaining("KAFKA_BROKERS") as string,
    });
  });

  test("an address that can't be one is wrong usage of the command", async () => {
    const env = { ...(await place.env()), KAFKA_BROKERS: "localhost" };
    const { code, stderr } = await playhead(["up"], env);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^BAD_OPTION .*"localhost"/);
  });

  test("a cluster that nobody reaches makes the command fail in words", async () => {
    const env = { ...(await place.env()), KAFKA_BROKERS: `127.0.0.1:${await freePort()}` };
    const { code, stdout, stderr } = await playhead(["groups", "--json"], env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^BROKER_UNREACHABLE .*\nWhat to do: /);
  });
});

describe("the embedded broker", () => {
  test("is started on first use, and again when it has been killed", async () => {
    const home = await homes.make();
    const opened = session({ home });
    const connection = await opened.connect();
    expect(await opened.connect()).toBe(connection);
    await ensureTopic(connection, { topic: "kept", partitions: 1 });
    const before = await clusterId(connection);

    const running = await findBroker(home);
    if (running === undefined) expect.unreachable();
    process.kill(running.pid, "SIGKILL");
    const recovered = await opened.connect();
    expect(recovered).not.toBe(connection);
    expect(await clusterId(recovered)).toBe(before);
    expect(await listTopics(recovered)).toEqual(["kept"]);
  });
});
