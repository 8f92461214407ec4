import { Credentials, SASL_MECHANISMS, type SaslMechanism } from "./credentials";
import { PlayheadError } from "../errors";
import { parseJaas } from "./jaas";
import { shown, type Property } from "./properties";
import type { Reader } from "./reader";
import { VARIABLES } from "./variables";

/** What says who we are. */
export const LOGIN = ["sasl.username", "sasl.password", "sasl.jaas.config"];
/** Code of one's own that would tell it instead, which only Java can run. */
const HANDLERS = [
  "sasl.client.callback.handler.class",
  "sasl.login.callback.handler.class",
  "sasl.login.class",
];

/**
 * The user and the password of `sasl.jaas.config`, or of `sasl.username` and `sasl.password`.
 *
 * @throws PlayheadError BAD_OPTION where there is none, or another way than PLAIN and SCRAM is asked for
 */
export function loginOf(read: Reader): Credentials {
  const handler = HANDLERS.map((name) => read.text(name)).find((property) => property !== undefined);
  if (handler !== undefined) {
    throw unsupported(`${handler.from} names a Java class, which can't be asked from here`);
  }
  const mechanism = mechanismOf(read.text("sasl.mechanism"));
  const [user, password, jaas] = [
    read.text("sasl.username"),
    read.secret("sasl.password"),
    read.secret("sasl.jaas.config"),
  ];
  if (user !== undefined && password?.value)
    return new Credentials(user.value, password.value, mechanism ?? "scram-sha-512");
  if (user !== undefined) throw missing("sasl.password", user);
  if (password?.value) throw missing("sasl.username", password);
  if (jaas !== undefined) return fromJaas(jaas, mechanism);
  throw new PlayheadError("BAD_OPTION", "The cluster is to be asked by SASL, and no user is set", {
    remedy:
      "set sasl.jaas.config, or KAFKA_USERNAME and KAFKA_PASSWORD; without a user the protocol is SSL or PLAINTEXT",
  });
}

function mechanismOf(written: Property | undefined): SaslMechanism | undefined {
  if (written === undefined) return undefined;
  const mechanism = SASL_MECHANISMS.find((one) => one === written.value.toLowerCase());
  if (mechanism !== undefined) return mechanism;
  throw unsupported(`${written.from} is "${shown(written.value)}"`);
}

function fromJaas(jaas: Property, mechanism: SaslMechanism | undefined): Credentials {
  const { className, options } = parseJaas(jaas);
  const [username, password] = [options.get("username"), options.get("password")];
  const isPlain = className.endsWith(".PlainLoginModule");
  if (!isPlain && !className.endsWith(".ScramLoginModule"))
    throw unsupported(`${jaas.from} names the login module ${className}`);
  if (options.get("tokenauth")?.toLowerCase() === "true")
    throw unsupported(`${jaas.from} asks for a delegation token`);
  if (!username || !password) {
    throw new PlayheadError("BAD_OPTION", `${jaas.from} has no ${username ? "password" : "username"}`, {
      remedy: 'write username="…" and password="…" before its semicolon',
    });
  }
  if (mechanism !== undefined && (mechanism === "plain") !== isPlain) {
    throw new PlayheadError(
      "BAD_OPTION",
      `sasl.mechanism is ${mechanism.toUpperCase()}, but ${jaas.from} names the login module of ${isPlain ? "PLAIN" : "SCRAM"}`,
      { remedy: "let both name the mechanism that the cluster has" },
    );
  }
  return new Credentials(username, password, mechanism ?? (isPlain ? "plain" : "scram-sha-512"));
}

/** Told in the words of where the other one stands. */
function missing(name: "sasl.username" | "sasl.password", other: Property): PlayheadError {
  const variable = Object.entries(VARIABLES).find(([, property]) => property === name)?.[0] ?? name;
  const told = other.from.startsWith("KAFKA_") ? variable : name;
  return new PlayheadError("BAD_OPTION", `${told} is missing: a user and a password belong together`, {
    remedy: `set it beside ${other.from}, or neither`,
  });
}

function unsupported(what: string): PlayheadError {
  return new PlayheadError("BAD_OPTION", `${what}, which is not supported`, {
    remedy: `log in by ${SASL_MECHANISMS.join(", ").toUpperCase()}, or by a client certificate (security.protocol=SSL)`,
  });
}
