import { randomInt } from "node:crypto";
import net from "node:net";

const LOOPBACK = "127.0.0.1";

/**
 * Below the ports that operating systems give to outgoing connections (from 32768 on Linux, from 49152 on macOS): one
 * of those could take the port while the broker restarts.
 */
const FROM = 20_000;
const UNTIL = 32_768;

/** A port of the address (loopback) that is free now, other than those `taken`; `wanted` where it is free. */
export async function freePort(
  wanted?: number,
  taken: readonly number[] = [],
  address = LOOPBACK,
): Promise<number> {
  const port = wanted ?? randomInt(FROM, UNTIL);
  return !taken.includes(port) && (await canListen(port, address))
    ? port
    : freePort(undefined, taken, address);
}

function canListen(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}

/** Whether one can listen at this address on any port at all: it is one of this machine's now. */
export function isOurAddress(address: string): Promise<boolean> {
  return canListen(0, address);
}

/**
 * Kafka's Metadata request, version 4: length; api key, version, correlation id; no client id, no topics, no creation
 * of topics. See https://kafka.apache.org/protocol#The_Messages_Metadata
 */
const METADATA_REQUEST = Buffer.from(
  "0000000f" + "00030004" + "00000001" + "ffff" + "00000000" + "00",
  "hex",
);
/** In the answer, the number of brokers comes after length, correlation id and throttle time. */
const BROKERS_AT = 12;
const ANSWER_TIMEOUT = 1000;

/** Whether a Kafka broker answers on the port and has taken up its work: the port is open before that. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket: net.Socket = net.connect(port, LOOPBACK, () => socket.write(METADATA_REQUEST));
    let answer = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < BROKERS_AT + 4) return;
      resolve(answer.readInt32BE(BROKERS_AT) > 0);
      socket.destroy();
    });
    socket.setTimeout(ANSWER_TIMEOUT, () => socket.destroy());
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}
