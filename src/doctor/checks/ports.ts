import net from "node:net";
import { fine, wrong, type Check } from "../check";

/** Whether programs of this machine may talk to each other over loopback: firewalls and "endpoint security" forbid it. */
export const ports: Check = {
  name: "loopback ports",
  look: async () => {
    try {
      await Promise.all([roundTrip(), roundTrip(), roundTrip()]);
      return fine("127.0.0.1 can be listened on and reached");
    } catch (error) {
      return wrong(
        `a port of 127.0.0.1 can't be used: ${(error as Error).message}`,
        "allow Node.js, Java and Python to listen on 127.0.0.1 in the firewall.",
      );
    }
  },
};

/** Milliseconds. */
const PATIENCE = 5_000;

function roundTrip(): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.on("error", () => undefined).end("ok"));
    const end = (error?: Error): void => {
      server.close();
      if (error === undefined) resolve();
      else reject(error);
    };
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const { port } = server.address() as net.AddressInfo;
      const socket = net.connect({ port, host: "127.0.0.1" });
      socket.once("data", () => end()).once("error", end);
      socket.setTimeout(PATIENCE, () => socket.destroy(new Error("no answer in 5 s")));
    });
  });
}
