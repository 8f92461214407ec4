import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { PlayheadError } from "../errors";
import { shown, type Property } from "./properties";
import { readSmallFile } from "./small-file";
import { openStore, type Opened } from "./stores";
import { Tls } from "./tls";
import type { IdentityStore, Store, TlsSettings } from "./tls-settings";

/**
 * Reads the certificates and keys that the settings name.
 *
 * @throws PlayheadError FILE_NOT_FOUND, FILE_NOT_READABLE, FILE_TOO_LARGE, BAD_CERTIFICATE
 * @example
 * loadTls({ trust: undefined, identity: undefined, checkHost: true }) // whom Node trusts; nobody in particular
 */
export function loadTls({ trust, identity, checkHost }: TlsSettings): Tls {
  const ca = trust === undefined ? {} : { ca: certificatesOf(load(trust), trust) };
  const own = identity === undefined ? undefined : loadIdentity(identity);
  try {
    return new Tls(createSecureContext({ ...ca, ...own }), checkHost, own?.cert);
  } catch (error) {
    const [what, remedy] = unusable(error as NodeJS.ErrnoException, identity?.keyPassword !== undefined);
    throw new PlayheadError("BAD_CERTIFICATE", `${originOf(identity ?? trust)} can't be used: ${what}`, {
      remedy,
      cause: error,
    });
  }
}

function loadIdentity(store: IdentityStore): { cert: string; key: string; passphrase?: string } {
  const opened = load(store, store.keyPassword);
  const { keyFile, keyText, keyPassword } = store;
  const key =
    keyFile === undefined ? (keyText?.value ?? opened.key) : readSmallFile(keyFile).toString("latin1");
  if (key === undefined) {
    throw new PlayheadError("BAD_CERTIFICATE", `${originOf(store)} has no private key in it`, {
      remedy: "put the key beside its certificate, or name its file: KAFKA_SSL_KEY or ssl.key.location",
    });
  }
  return {
    cert: certificatesOf(opened, store).join("\n"),
    // Joined lines are made whole again, as those of certificates are.
    key: openStore(Buffer.from(key)).key ?? key,
    ...(keyPassword === undefined ? {} : { passphrase: keyPassword.value }),
  };
}

function load(store: Store, keyPassword?: Property): Opened {
  const bytes = store.file === undefined ? Buffer.from(store.text?.value ?? "") : readSmallFile(store.file);
  try {
    return openStore(bytes, store.password?.value, keyPassword?.value);
  } catch (error) {
    // Who reads the formats tells a wrong password from a file of another kind in its own words, or not at all.
    throw new PlayheadError(
      "BAD_CERTIFICATE",
      `${originOf(store)} can't be opened: ${(error as Error).message}`,
      {
        remedy: "check its password, and that it is a PEM, JKS or PKCS #12 file",
        cause: error,
      },
    );
  }
}

function certificatesOf({ certificates }: Opened, store: Store): string[] {
  if (certificates.length > 0 && certificates.every(isCertificate)) return certificates;
  const what = certificates.length === 0 ? "has no certificate in it" : "has a certificate that is damaged";
  throw new PlayheadError("BAD_CERTIFICATE", `${originOf(store)} ${what}`, {
    remedy: "check that it is the file you mean: PEM, JKS or PKCS #12, with a certificate in it",
  });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function originOf(store: Store | undefined): string {
  const { file, text } = store ?? {};
  return file === undefined ? (text?.from ?? "The certificate") : `${shown(file.value)} (${file.from})`;
}

/** OpenSSL's reasons, by Node's codes for them. */
function unusable(
  { code, message }: NodeJS.ErrnoException,
  hasPassword: boolean,
): [what: string, remedy: string] {
  switch (code ?? "") {
    case "ERR_OSSL_X509_KEY_VALUES_MISMATCH":
      return [
        "the private key is not that of the certificate",
        "name the key that the certificate was made for",
      ];
    case "ERR_OSSL_BAD_DECRYPT":
    case "ERR_OSSL_EVP_BAD_DECRYPT":
    case "ERR_MISSING_PASSPHRASE":
    case "ERR_OSSL_CRYPTO_INTERRUPTED_OR_CANCELLED":
      return hasPassword
        ? [
            "the password of its private key is another one",
            "check KAFKA_SSL_KEY_PASSWORD or ssl.key.password",
          ]
        : [
            "its private key is encrypted, and no password is set",
            "set KAFKA_SSL_KEY_PASSWORD or ssl.key.password",
          ];
    default:
      return [message, "check that certificate and key are whole, and made for each other"];
  }
}
