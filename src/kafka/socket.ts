import net, { type Socket } from "node:net";
import tls from "node:tls";
import type { Tls } from "../client-config/tls";

/** Where a socket leads to, and what is done when it is ready: after TLS's handshake, where that is spoken. */
export interface SocketOptions {
  host: string;
  port: number;
  onConnect: () => void;
}

/** Milliseconds between two looks whether the other side is still there. */
const KEEP_ALIVE = 60_000;

/** Set on the error of a socket that speaks no TLS to one who does. */
export const TLS_EXPECTED = "ERR_TLS_EXPECTED";
/** How TLS says that it does not understand: an alert, major version 3 (RFC 8446, section 5.1). */
const ALERT = [0x15, 0x03];

/** Opens a socket to a broker, in TLS where `access` is given. */
export function openSocket(options: SocketOptions, access: Tls | undefined): Socket {
  const socket = access === undefined ? openPlain(options) : openTls(options, access);
  return socket.setKeepAlive(true, KEEP_ALIVE);
}

function openTls({ host, port, onConnect }: SocketOptions, { context, checkHost }: Tls): Socket {
  return tls.connect(
    {
      host,
      port,
      secureContext: context,
      // Server Name Indication is for names alone: RFC 6066, section 3.
      ...(net.isIP(host) ? {} : { servername: host }),
      ...(checkHost ? {} : { checkServerIdentity: () => undefined }),
    },
    onConnect,
  );
}

function openPlain({ host, port, onConnect }: SocketOptions): Socket {
  const socket = net.connect({ host, port }, onConnect);
  // Kafka's answer begins with its length: this would be more than 300 MB, and kafkajs would wait for the rest.
  socket.once("data", (chunk: Buffer) => {
    if (!ALERT.every((byte, index) => chunk[index] === byte)) return;
    socket.destroy(Object.assign(new Error("the broker speaks TLS"), { code: TLS_EXPECTED }));
  });
  return socket;
}
