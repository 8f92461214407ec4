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

/** Opens a socket to a broker, in TLS where `access` is given. */
export function openSocket({ host, port, onConnect }: SocketOptions, access: Tls | undefined): Socket {
  const socket =
    access === undefined
      ? net.connect({ host, port }, onConnect)
      : tls.connect(
          {
            host,
            port,
            secureContext: access.context,
            // Server Name Indication is for names alone: RFC 6066, section 3.
            ...(net.isIP(host) ? {} : { servername: host }),
            ...(access.checkHost ? {} : { checkServerIdentity: () => undefined }),
          },
          onConnect,
        );
  return socket.setKeepAlive(true, KEEP_ALIVE);
}
