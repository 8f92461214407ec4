import { X509Certificate } from "node:crypto";
import type { SecureContext } from "node:tls";
import { inspect } from "node:util";

/**
 * How we speak TLS with a cluster: whom we trust, and who we are to it where it asks for a certificate. The private key
 * is inside Node's own context, where nothing that is shown or copied finds it.
 */
export class Tls {
  readonly #context: SecureContext;

  /**
   * @param checkHost whether the broker's certificate must be for the host that we call: without, anybody's will do
   * @param certificate the one that we show, PEM, where we show one
   */
  constructor(
    context: SecureContext,
    readonly checkHost = true,
    private readonly certificate?: string,
  ) {
    this.#context = context;
  }

  get context(): SecureContext {
    return this.#context;
  }

  /**
   * Whom our certificate is for, as Kafka writes it (RFC 2253: the last part first), unless it has rules of its own
   * (`ssl.principal.mapping.rules`); undefined where we show none.
   *
   * @example
   * tls.subject; // "CN=ann,O=Example"
   */
  get subject(): string | undefined {
    if (this.certificate === undefined) return undefined;
    return new X509Certificate(this.certificate).subject.split("\n").reverse().join(",");
  }

  toJSON(): Record<string, boolean> {
    return { checkHost: this.checkHost };
  }

  [inspect.custom](): string {
    return this.checkHost ? "TLS" : "TLS without a look at the host's name";
  }
}
