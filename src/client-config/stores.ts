// The one way to bring declarations to whoever compiles this file alone, as a notebook's kernel does.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./node-forge.d.ts" />
import { X509Certificate, createPrivateKey } from "node:crypto";
import { toPem } from "jks-js";
import forge from "node-forge";

/** What a store holds, as PEM. */
export interface Opened {
  /** Each certificate, in the order of the store. */
  certificates: string[];
  /** The private key: the first, where there are several. */
  key: string | undefined;
}

const JKS_MAGIC = 0xfeedfeed;
const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----((?:(?!-----)[^])*)-----END \1-----/g;

/**
 * Opens a store of certificates and keys: PEM, JKS or PKCS #12, which each tell by how they begin. Java's own type for
 * both, `JKS`, is as lenient. The key of a PEM file stays as encrypted as it was.
 *
 * @param password of the store; PEM has none
 * @param keyPassword of a key in a JKS, where that has another one
 * @throws Error in the words of whoever reads the format
 * @example
 * openStore(await fs.readFile("truststore.jks"), "changeit").certificates.length // 1
 */
export function openStore(bytes: Buffer, password?: string, keyPassword = password): Opened {
  if (bytes.length >= 4 && bytes.readUInt32BE() === JKS_MAGIC) return openJks(bytes, password, keyPassword);
  const text = bytes.toString("latin1");
  return text.includes("-----BEGIN ") ? openPem(text) : openPkcs12(text, password);
}

function openPem(text: string): Opened {
  const blocks = [...text.matchAll(PEM_BLOCK)].map(([whole, label = "", body = ""]) => {
    const base64 = body.replace(/\s/g, "");
    // In a file of properties the lines may have been joined, which OpenSSL would not read.
    return { label, pem: /^[\w+/=]+$/.test(base64) ? pem(label, base64) : whole };
  });
  return {
    certificates: blocks.flatMap(({ pem, label }) => (/CERTIFICATE$/.test(label) ? [pem] : [])),
    key: blocks.find(({ label }) => label.endsWith("PRIVATE KEY"))?.pem,
  };
}

function openJks(bytes: Buffer, password = "", keyPassword = ""): Opened {
  const entries = Object.values(toPem(bytes, password, keyPassword));
  const own = entries.find(({ key }) => key !== undefined);
  // Whose key it is comes first, then who else is in the store.
  const texts = [own, ...entries.filter((entry) => entry !== own)].map(
    (entry) => entry?.cert ?? entry?.ca ?? "",
  );
  return { certificates: openPem(texts.join("\n")).certificates, key: own?.key };
}

/** PKCS #12 (RFC 7292). */
function openPkcs12(bytes: string, password = ""): Opened {
  const { pki, asn1, pkcs12 } = forge;
  const { safeContents } = pkcs12.pkcs12FromAsn1(asn1.fromDer(bytes), password);
  const bags = safeContents.flatMap(({ safeBags }) => safeBags);
  const asPem = (label: string, value: Parameters<typeof asn1.toDer>[0]): string =>
    pem(label, Buffer.from(asn1.toDer(value).getBytes(), "latin1").toString("base64"));
  const certificates = bags.flatMap(({ type, cert, asn1: other }) => {
    if (type !== pki.oids.certBag) return [];
    const value = cert ? pki.certificateToAsn1(cert) : other;
    return value === undefined ? [] : [asPem("CERTIFICATE", value)];
  });
  const keys = bags.flatMap(({ type, key, asn1: other }) => {
    if (type !== pki.oids.keyBag && type !== pki.oids.pkcs8ShroudedKeyBag) return [];
    const value = key ? pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(key)) : other;
    return value === undefined ? [] : [asPem("PRIVATE KEY", value)];
  });
  return ownFirst(certificates, keys[0]);
}

/** PKCS #12 has its certificates in any order; TLS shows that of the key first (RFC 8446, section 4.4.2). */
function ownFirst(certificates: string[], key: string | undefined): Opened {
  if (key === undefined) return { certificates, key };
  const isOwn = (pem: string): boolean => new X509Certificate(pem).checkPrivateKey(createPrivateKey(key));
  const own = certificates.filter(isOwn);
  return { certificates: [...own, ...certificates.filter((pem) => !own.includes(pem))], key };
}

function pem(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64.replace(/.{64}(?=.)/g, "$&\n")}\n-----END ${label}-----`;
}
