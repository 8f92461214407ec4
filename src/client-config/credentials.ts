import { inspect } from "node:util";

/** Kafka's SASL mechanisms of a user and a password: https://kafka.apache.org/documentation/#security_sasl */
export const SASL_MECHANISMS = ["scram-sha-512", "scram-sha-256", "plain"] as const;
export type SaslMechanism = (typeof SASL_MECHANISMS)[number];

/**
 * Who we are to a cluster that asks for it. The password is where neither `inspect`, nor `JSON.stringify`, nor a spread
 * finds it: what a workbook shows of itself ends up in notebooks and logs.
 */
export class Credentials {
  readonly #password: string;

  constructor(
    readonly username: string,
    password: string,
    readonly mechanism: SaslMechanism = SASL_MECHANISMS[0],
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
