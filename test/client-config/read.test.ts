import { X509Certificate, createPrivateKey } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";
import { inspect } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { readClientConfig } from "../../src/client-config/read";
import { openStore } from "../../src/client-config/stores";
import { makeAuthority, type Identity } from "../fixtures/certificates";
import { errorOf } from "../fixtures/errors";
import { temporaryFolder } from "../setup/temporary";
import { JKS_OWN, JKS_TRUST, P12_OPENSSL, P12_OWN, P12_TRUST } from "./sample-stores";

let identity: Identity;
let ca: string;
beforeAll(async () => {
  const authority = await makeAuthority();
  ca = authority.certificate;
  identity = await authority.issue({ name: "ann" });
});

/** A folder with these files; one called client.properties is what `KAFKA_CONFIG` names. */
async function folderOf(files: Record<string, string | Buffer>): Promise<NodeJS.ProcessEnv> {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files))
    await fs.writeFile(path.join(folder, name), content, { mode: 0o600 });
  return { KAFKA_BROKERS: "a.example:1", KAFKA_CONFIG: path.join(folder, "client.properties") };
}

const subjects = (bytes: Buffer): string[] =>
  openStore(bytes, "changeit").certificates.map((pem) => new X509Certificate(pem).subject);

test.each([
  ["JKS", JKS_OWN],
  ["PKCS #12", P12_OWN],
  ["PKCS #12 by OpenSSL", P12_OPENSSL],
])("a keystore in %s: the key, its certificate first, then who signed it", (_, bytes) => {
  expect(subjects(bytes)).toEqual(["O=example\nCN=ann", "CN=authority"]);
  expect(openStore(bytes, "changeit").key).toContain("PRIVATE KEY");
  expect(() => openStore(bytes, "wrong")).toThrow();
});

test.each([
  ["JKS", JKS_TRUST],
  ["PKCS #12", P12_TRUST],
])("a truststore in %s", (_, bytes) => {
  expect(subjects(bytes)).toEqual(["CN=authority"]);
});

test.each([
  ["JKS", JKS_TRUST, JKS_OWN],
  ["PKCS12", P12_TRUST, P12_OWN],
])("stores of type %s, named from the file's folder", async (type, trust, own) => {
  const env = await folderOf({
    trust,
    own,
    "client.properties": [
      `ssl.truststore.type=${type}\nssl.truststore.location=trust\nssl.truststore.password=changeit`,
      `ssl.keystore.type=${type}\nssl.keystore.location=./own\nssl.keystore.password=changeit`,
    ].join("\n"),
  });
  const { tls, warnings } = readClientConfig(env);
  expect(tls?.subject).toBe("CN=ann,O=example");
  expect(tls?.checkHost).toBe(true);
  expect(warnings).toEqual([]);
});

test("certificates and key as PEM in the file itself, their lines joined as Kafka allows it", async () => {
  const joined = (pem: string): string => pem.trim().replaceAll("\n", " \\\n ");
  const env = await folderOf({
    "client.properties": [
      `ssl.truststore.certificates=${joined(ca)}`,
      `ssl.keystore.certificate.chain=${joined(identity.certificate)}`,
      `ssl.keystore.key=${joined(identity.key)}`,
    ].join("\n"),
  });
  const { tls } = readClientConfig(env);
  expect(tls?.subject).toBe("CN=ann");
  const key = identity.key.split("\n")[1] ?? "";
  expect(inspect(tls, { depth: Infinity, showHidden: true, customInspect: false })).not.toContain(key);
  expect(JSON.stringify(tls)).not.toContain(key);
});

test("a private key that is encrypted: with its password, with another one, with none", async () => {
  const encrypted = createPrivateKey(identity.key).export({
    type: "pkcs8",
    format: "pem",
    cipher: "aes-256-cbc",
    passphrase: "s3cret",
  });
  const read = async (password?: string) => {
    const env = await folderOf({
      "own.pem": identity.certificate,
      "own.key": encrypted,
      "client.properties": "ssl.keystore.location=own.pem\nssl.key.location=own.key",
    });
    return readClientConfig(password === undefined ? env : { ...env, KAFKA_SSL_KEY_PASSWORD: password });
  };
  expect((await read("s3cret")).tls?.subject).toBe("CN=ann");
  expect(await errorOf(read("other"))).toMatchObject({
    code: "BAD_CERTIFICATE",
    message: expect.stringContaining("the password of its private key is another one") as string,
  });
  expect(await errorOf(read())).toMatchObject({
    code: "BAD_CERTIFICATE",
    message: expect.stringContaining("is encrypted, and no password is set") as string,
  });
});

test("what is wrong with a file, a store or a key is told, without a secret", async () => {
  const stranger = await (await makeAuthority()).issue({ name: "ann" });
  const files = {
    trust: JKS_TRUST,
    "ca.pem": ca,
    "own.pem": identity.certificate,
    "own.key": identity.key,
    "other.key": stranger.key,
    "both.pem": identity.key + identity.certificate,
    "torn.pem": ca.replace(/[A-Za-z0-9]{40}\n/, "\n"),
    "text.txt": "no certificate",
  };
  const cases: [string, string, string][] = [
    ["ssl.truststore.location=gone.jks", "FILE_NOT_FOUND", "starts at that file's folder"],
    ["ssl.truststore.location=.", "FILE_NOT_READABLE", "it is no file"],
    ["ssl.truststore.location=trust\nssl.truststore.password=s3cret", "BAD_CERTIFICATE", "can't be opened"],
    ["ssl.truststore.location=text.txt", "BAD_CERTIFICATE", "can't be opened"],
    ["ssl.truststore.location=own.key", "BAD_CERTIFICATE", "has no certificate"],
    ["ssl.truststore.location=torn.pem", "BAD_CERTIFICATE", "damaged"],
    ["ssl.keystore.location=own.pem", "BAD_CERTIFICATE", "has no private key"],
    ["ssl.keystore.location=own.key", "BAD_CERTIFICATE", "has no certificate"],
    ["ssl.keystore.location=own.pem\nssl.key.location=other.key", "BAD_CERTIFICATE", "not that of the cert"],
    ["ssl.keystore.location=both.pem\nssl.key.location=gone.key", "FILE_NOT_FOUND", "gone.key"],
  ];
  for (const [text, code, told] of cases) {
    const env = await folderOf({ ...files, "client.properties": text });
    const read = (): unknown => readClientConfig(env);
    expect(read, text).toThrow(expect.objectContaining({ code }));
    const error = await Promise.resolve()
      .then(read)
      .catch((reason: unknown) => reason);
    expect((error as { describe(): string }).describe(), text).toContain(told);
    expect((error as Error).message).not.toContain("s3cret");
  }
});

test("a file without addresses, or that is not there, is no reason to start a broker of one's own", async () => {
  const { KAFKA_CONFIG } = await folderOf({ "client.properties": "security.protocol=SSL" });
  expect(() => readClientConfig({ KAFKA_CONFIG })).toThrow(
    expect.objectContaining({
      code: "BAD_OPTION",
      remedy: expect.stringContaining("bootstrap.servers") as string,
    }),
  );
  expect(() => readClientConfig({ KAFKA_CONFIG: `${KAFKA_CONFIG}.gone` })).toThrow(
    expect.objectContaining({ code: "FILE_NOT_FOUND" }),
  );
});
