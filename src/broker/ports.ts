import net from "node:net";

const LOOPBACK = "127.0.0.1";

/** A port of the loopback interface that is free now; `wanted` where it is free. */
export async function freePort(wanted?: number): Promise<number> {
  return (wanted !== undefined && (await listenOnce(wanted))) || (await listenOnce(0)) || freePort();
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, LOOPBACK, () => {
      const { port: listening } = server.address() as net.AddressInfo;
      server.close(() => resolve(listening));
    });
  });
}

/** Whether something accepts connections on the port. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, LOOPBACK);
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
    socket.setTimeout(1000, () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
