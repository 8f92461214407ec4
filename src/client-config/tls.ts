import type { SecureContext } from "node:tls";
import { inspect } from "node:util";

/**
 * How we speak TLS with a cluster: whom we trust, and who we are to it where it asks for a certificate. The private key
 * is inside Node's own context, where nothing that is shown or copied finds it.
 */
export class Tls {
  readonly #context: SecureContext;

  /** @param checkHost whether the broker's certificate must be for the host that we call: without, anybody's will do */
  constructor(
    context: SecureContext,
    readonly checkHost = true,
  ) {
    this.#context = context;
  }

  get context(): SecureContext {
    return this.#context;
  }

  toJSON(): Record<string, boolean> {
    return { checkHost: this.checkHost };
  }

  [inspect.custom](): string {
    return this.checkHost ? "TLS" : "TLS without a look at the host's name";
  }
}
