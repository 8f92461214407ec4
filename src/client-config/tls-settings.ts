import { PlayheadError } from "../errors";
import { shown, type Property } from "./properties";
import type { Reader } from "./reader";

/** Certificates in a file or as the text itself (PEM), and the password that opens the file. */
export interface Store {
  file: Property | undefined;
  text: Property | undefined;
  password: Property | undefined;
}

/** The certificate by which a cluster knows us, and its key where that is elsewhere. */
export interface IdentityStore extends Store {
  keyFile: Property | undefined;
  keyText: Property | undefined;
  /** Where it is another one than the store's. */
  keyPassword: Property | undefined;
}

/** How TLS is to be spoken. Nothing has been read yet. */
export interface TlsSettings {
  /** Whom to trust; undefined: the authorities that Node trusts. */
  trust: Store | undefined;
  identity: IdentityStore | undefined;
  /** Whether the broker's certificate must be for the host that we call. */
  checkHost: boolean;
}

/** What says whom we trust. */
export const TRUST = ["ssl.truststore.location", "ssl.truststore.certificates"];
/** What says who we are. */
export const IDENTITY = [
  "ssl.keystore.location",
  "ssl.keystore.certificate.chain",
  "ssl.keystore.key",
  "ssl.key.location",
];
const STORE_TYPES = ["PEM", "JKS", "PKCS12"];
/** Code of one's own, which only Java can run. */
const CLASSES = ["ssl.engine.factory.class", "security.providers"];
const HOST_CHECK = "ssl.endpoint.identification.algorithm";

/**
 * Whom TLS is to trust, and who we are in it.
 *
 * @throws PlayheadError BAD_OPTION
 */
export function tlsOf(read: Reader): TlsSettings {
  for (const name of CLASSES) {
    const custom = read.text(name);
    if (custom !== undefined) {
      throw new PlayheadError("BAD_OPTION", `${custom.from} names Java classes, which is not supported`, {
        remedy: "give certificates by ssl.truststore.location and ssl.keystore.location",
      });
    }
  }
  return { trust: trustOf(read), identity: identityOf(read), checkHost: checksHost(read) };
}

function trustOf(read: Reader): Store | undefined {
  const store = {
    ...storeOf(read, "truststore"),
    text: read.text("ssl.truststore.certificates"),
  };
  refuseBoth(store.file, store.text);
  return read.has(...TRUST) ? store : undefined;
}

function identityOf(read: Reader): IdentityStore | undefined {
  const store = {
    ...storeOf(read, "keystore"),
    text: read.text("ssl.keystore.certificate.chain"),
    keyFile: read.text("ssl.key.location"),
    keyText: read.text("ssl.keystore.key"),
    keyPassword: read.secret("ssl.key.password"),
  };
  refuseBoth(store.file, store.text);
  refuseBoth(store.keyFile, store.keyText);
  return read.has(...IDENTITY) ? store : undefined;
}

function storeOf(read: Reader, kind: "truststore" | "keystore"): Pick<Store, "file" | "password"> {
  const type = read.text(`ssl.${kind}.type`);
  // What a file is, it says itself: here is only refused what could not be read.
  if (type !== undefined && !STORE_TYPES.includes(type.value.toUpperCase())) {
    throw new PlayheadError("BAD_OPTION", `${type.from} is "${shown(type.value)}"`, {
      remedy: `the kinds that can be read are ${STORE_TYPES.join(", ")}`,
    });
  }
  return { file: read.text(`ssl.${kind}.location`), password: read.secret(`ssl.${kind}.password`) };
}

function refuseBoth(one: Property | undefined, other: Property | undefined): void {
  if (one === undefined || other === undefined) return;
  throw new PlayheadError("BAD_OPTION", `${one.from} and ${other.from} are both set`, {
    remedy: "set one of them: a file, or the text itself",
  });
}

function checksHost(read: Reader): boolean {
  const written = read.secret(HOST_CHECK);
  const algorithm = written?.value.trim().toLowerCase() ?? "https";
  if (algorithm === "https" || algorithm === "") return algorithm !== "";
  throw new PlayheadError("BAD_OPTION", `${written?.from} is "${shown(written?.value ?? "")}"`, {
    remedy: "it is https, or empty where the broker's certificate need not be for its host's name",
  });
}
