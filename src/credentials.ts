import { inspect } from "node:util";
import { PlayheadError } from "./errors";

/** Kafka's SASL mechanisms of a user and a password: https://kafka.apache.org/documentation/#security_sasl */
const MECHANISMS = ["scram-sha-512", "scram-sha-256", "plain"] as const;
export type SaslMechanism = (typeof MECHANISMS)[number];

/**
 * Who we are to a cluster that asks for it. The password is where neither `inspect`, nor `JSON.stringify`, nor a spread
 * finds it: what a workbook shows of itself ends up in notebooks and logs.
 */
export class Credentials {
  readonly #password: string;

  constructor(
    readonly username: string,
    password: string,
    readonly mechanism: SaslMechanism = MECHANISMS[0],
  ) {
    this.#password = password;
  }

  get password(): string {
    return this.#password;
  }

  toJSON(): Record<string, string> {
    return { username: this.username, mechanism: this.mechanism.toUpperCase() };
  }

  [inspect.custom](): string {
    return `Credentials of ${this.username} (${this.mechanism.toUpperCase()})`;
  }
}

/**
 * Reads `KAFKA_USERNAME`, `KAFKA_PASSWORD` and `KAFKA_SASL_MECHANISM` (SCRAM-SHA-512, the default, SCRAM-SHA-256 or
 * PLAIN). A user without a password, or the other way round, is a slip.
 *
 * @returns undefined where there is no user: nothing is then said of who we are
 * @throws PlayheadError BAD_OPTION
 * @example
 * readCredentials({ KAFKA_USERNAME: "ann", KAFKA_PASSWORD: "secret" })?.username // "ann"
 */
export function readCredentials(env: NodeJS.ProcessEnv): Credentials | undefined {
  const username = env["KAFKA_USERNAME"] ?? "";
  const password = env["KAFKA_PASSWORD"] ?? "";
  if (username === "" && password === "") return undefined;
  const missing = username === "" ? "KAFKA_USERNAME" : password === "" ? "KAFKA_PASSWORD" : undefined;
  if (missing !== undefined) {
    throw new PlayheadError("BAD_OPTION", `${missing} is missing: a user and a password belong together`, {
      remedy: "set both KAFKA_USERNAME and KAFKA_PASSWORD, or neither",
    });
  }
  return new Credentials(username, password, parseMechanism(env["KAFKA_SASL_MECHANISM"]));
}

function parseMechanism(text: string | undefined): SaslMechanism | undefined {
  if (!text) return undefined;
  const mechanism = MECHANISMS.find((one) => one === text.toLowerCase());
  if (mechanism !== undefined) return mechanism;
  throw new PlayheadError("BAD_OPTION", `KAFKA_SASL_MECHANISM is "${text}"`, {
    remedy: `it is one of ${MECHANISMS.join(", ").toUpperCase()}`,
  });
}
