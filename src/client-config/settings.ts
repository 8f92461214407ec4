import type { Credentials } from "./credentials";
import { PlayheadError } from "../errors";
import { parseBrokers } from "./brokers";
import { loginOf, LOGIN } from "./login";
import { shown, type Properties } from "./properties";
import { Reader } from "./reader";
import { IDENTITY, TRUST, tlsOf, type TlsSettings } from "./tls-settings";

/** How a cluster is reached, and who we are to it, as the properties say. */
export interface ClientSettings {
  brokers: string[] | undefined;
  clientId: string | undefined;
  credentials: Credentials | undefined;
  tls: TlsSettings | undefined;
  /** Names of what is set and has no effect here, in their order. */
  unused: string[];
}

/** https://kafka.apache.org/documentation/#adminclientconfigs_security.protocol */
const PROTOCOLS = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"];

/**
 * What Kafka's client properties mean here. Without `security.protocol` it is what the others ask for: TLS where there
 * are certificates, SASL where there is a user.
 *
 * @throws PlayheadError BAD_OPTION where a value can't be used, or asks for what is not supported: it names the property
 *   and where it stands, and never repeats a password
 * @example
 * clientSettings(parseProperties(bytes, "client.properties")).brokers // ["kafka.example.org:9093"]
 */
export function clientSettings(properties: Properties): ClientSettings {
  const read = new Reader(properties);
  const brokers = read.text("bootstrap.servers");
  const { sasl, ssl } = protocolOf(read);
  return {
    brokers: brokers && parseBrokers(brokers),
    clientId: read.text("client.id")?.value,
    credentials: sasl ? loginOf(read) : undefined,
    tls: ssl ? tlsOf(read) : undefined,
    unused: read.unused(),
  };
}

function protocolOf(read: Reader): { sasl: boolean; ssl: boolean } {
  const written = read.text("security.protocol");
  if (written === undefined) return { sasl: read.has(...LOGIN), ssl: read.has(...TRUST, ...IDENTITY) };
  const protocol = written.value.toUpperCase();
  if (PROTOCOLS.includes(protocol))
    return { sasl: protocol.startsWith("SASL_"), ssl: protocol.endsWith("SSL") };
  throw new PlayheadError("BAD_OPTION", `${written.from} is "${shown(written.value)}"`, {
    remedy: `it is one of ${PROTOCOLS.join(", ")}`,
  });
}
