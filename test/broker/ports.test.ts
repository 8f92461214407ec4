import net from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { answers, freePort } from "../../src/broker/ports";

const servers: net.Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(port: number, host: string, onConnection: (socket: net.Socket) => void): Promise<void> {
  const server = net.createServer(onConnection);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
}

describe("freePort", () => {
  test("gives the port that is wanted, if it is free", async () => {
    const port = await freePort();
    expect(await freePort(port)).toBe(port);
  });

  test("gives another if the one wanted is taken, on this address or on all", async () => {
    for (const host of ["127.0.0.1", "0.0.0.0"]) {
      const port = await freePort();
      await listen(port, host, () => undefined);
      expect(await freePort(port)).not.toBe(port);
    }
  });

  test("does not give the same port twice to one broker", async () => {
    const port = await freePort();
    expect(await freePort(port, [port])).not.toBe(port);
  });

  test("gives none that the system may give to an outgoing connection", async () => {
    for (let i = 0; i < 50; i++) {
      const port = await freePort();
      expect(port).toBeGreaterThanOrEqual(20_000);
      expect(port).toBeLessThan(32_768);
    }
  });
});

describe("answers", () => {
  const metadata = (brokers: number): Buffer => {
    const answer = Buffer.alloc(16);
    answer.writeInt32BE(12, 0);
    answer.writeInt32BE(1, 4);
    answer.writeInt32BE(brokers, 12);
    return answer;
  };

  test.each<[string, boolean, (socket: net.Socket) => void]>([
    ["a broker that is registered", true, (socket) => socket.end(metadata(1))],
    ["a broker that is still coming up", false, (socket) => socket.end(metadata(0))],
    ["a server that says nothing", false, () => undefined],
    ["a server that closes", false, (socket) => socket.destroy()],
    ["a server of another kind", false, (socket) => socket.end("400 Bad\r\n\r\n")],
  ])("%s: %s", async (_, expected, onConnection) => {
    const port = await freePort();
    const sockets: net.Socket[] = [];
    await listen(port, "127.0.0.1", (socket) => {
      sockets.push(socket.on("error", () => undefined));
      onConnection(socket);
    });
    expect(await answers(port)).toBe(expected);
    for (const socket of sockets) socket.destroy();
  });

  test("nobody listening: false", async () => {
    expect(await answers(await freePort())).toBe(false);
  });

  test("an answer that comes in pieces is put together", async () => {
    const port = await freePort();
    await listen(port, "127.0.0.1", (socket) => {
      const answer = metadata(1);
      socket.on("error", () => undefined).resume();
      socket.write(answer.subarray(0, 7), () => setImmediate(() => socket.write(answer.subarray(7))));
    });
    expect(await answers(port)).toBe(true);
  });
});
