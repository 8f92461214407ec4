import { expect, test } from "vitest";
import { parseProperties } from "../../src/client-config/properties";
import { resolveReferences } from "../../src/client-config/references";
import { clientSettings, type ClientSettings } from "../../src/client-config/settings";
import { overridden, propertiesOf } from "../../src/client-config/variables";

const PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";
const SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";

function settings(text: string | Uint8Array, env: NodeJS.ProcessEnv = {}): ClientSettings {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const file = resolveReferences(parseProperties(bytes, "client.properties"), env);
  return clientSettings(overridden(file, propertiesOf(env)));
}

test("a file as people have it: Windows line ends, a byte order mark, comments, continued lines, blanks", () => {
  const file = [
    "\ufeff# cluster of the sensors",
    "bootstrap.servers = a.example:9093,\\",
    "    b.example:9093",
    "security.protocol: sasl_ssl ",
    "sasl.mechanism=scram-sha-256",
    `sasl.jaas.config=${SCRAM} \\`,
    '  username="ann" \\',
    '  password="s3cret";',
    "client.id=ann's laptop",
    "acks=1",
    "",
  ].join("\r\n");
  const { brokers, clientId, credentials, tls, unused } = settings(file);
  expect(brokers).toEqual(["a.example:9093", "b.example:9093"]);
  expect(clientId).toBe("ann's laptop");
  expect(credentials).toMatchObject({ username: "ann", password: "s3cret", mechanism: "scram-sha-256" });
  expect(tls).toEqual({ trust: undefined, identity: undefined, checkHost: true });
  expect(unused).toEqual(["acks"]);
});

test.each([
  ["", false, false],
  ["ssl.truststore.location=ca.pem", false, true],
  ["sasl.username=ann\nsasl.password=p", true, false],
  ["sasl.username=ann\nsasl.password=p\nssl.key.location=k\nssl.keystore.location=c", true, true],
  ["security.protocol=PLAINTEXT\nssl.truststore.location=ca.pem\nsasl.username=ann", false, false],
  ["security.protocol=ssl ", false, true],
  ["security.protocol=SSL\nsasl.username=ann", false, true],
])("without a protocol it is what the rest asks for: %j", (text, asks, isTls) => {
  const { credentials, tls } = settings(text);
  expect([credentials !== undefined, tls !== undefined]).toEqual([asks, isTls]);
});

test.each([
  ["p", "p"],
  ['p \\"q\\" \\\\ ;=#', 'p "q" \\ ;=#'],
  ["ü€", "ü€"],
  ["tab\\there \\101", "tab\there A"],
])("a password in quotes, %j, by JAAS's rules", (written, password) => {
  const jaas = `${PLAIN} username='a' password="${written}" ; // that is all`;
  // In a file of properties, a backslash is written twice.
  const { credentials } = settings(`sasl.jaas.config=${jaas.replaceAll("\\", "\\\\")}`);
  expect(credentials).toMatchObject({ username: "a", password, mechanism: "plain" });
});

test("text that is no UTF-8 is Latin-1, as Java has it", () => {
  const { credentials } = settings(Buffer.from("sasl.username=j\xfcrgen\nsasl.password=p", "latin1"));
  expect(credentials?.username).toBe("jürgen");
});

test("the environment takes the place of what the file says, together with what belongs to it", () => {
  const file = [
    "bootstrap.servers=a.example:1",
    `sasl.jaas.config=${PLAIN} username="file" password="f";`,
    "security.protocol=SASL_SSL",
    "ssl.truststore.location=file.jks",
    "ssl.truststore.password=f",
    "ssl.keystore.location=file.p12",
    "ssl.keystore.password=f",
    "ssl.key.password=f",
  ].join("\n");
  const { brokers, credentials, tls } = settings(file, {
    KAFKA_BROKERS: "b.example:2",
    KAFKA_USERNAME: "env",
    KAFKA_PASSWORD: "e",
    KAFKA_SSL_CA: "ca.pem",
    KAFKA_SSL_CERT: "me.pem",
    KAFKA_SSL_KEY: "me.key",
  });
  expect(brokers).toEqual(["b.example:2"]);
  expect(credentials).toMatchObject({ username: "env", password: "e", mechanism: "scram-sha-512" });
  expect(tls?.trust).toEqual({
    file: { value: "ca.pem", from: "KAFKA_SSL_CA" },
    text: undefined,
    password: undefined,
  });
  expect(tls?.identity).toMatchObject({
    file: { value: "me.pem" },
    password: undefined,
    keyFile: { value: "me.key" },
    keyPassword: undefined,
  });
});

test("a variable of the environment stands where the file refers to it, and only there", () => {
  const env = { SECRET: "${env:OTHER}", OTHER: "no" };
  const { credentials, unused } = settings(
    `config.providers=env\nconfig.providers.env.class=x\nsasl.username=a\nsasl.password=\${env:SECRET}\${file:x}`,
    env,
  );
  expect(credentials?.password, "what was put in is not looked at again").toBe("${env:OTHER}${file:x}");
  expect(unused).toEqual([]);
});

test.each([
  [undefined, "scram-sha-512"],
  ["", "scram-sha-512"],
  ["SCRAM-SHA-512", "scram-sha-512"],
  ["scram-sha-256", "scram-sha-256"],
  ["PLAIN", "plain"],
])("KAFKA_SASL_MECHANISM=%s", (text, mechanism) => {
  const env = { KAFKA_USERNAME: "ann", KAFKA_PASSWORD: "s3cret" };
  const given = text === undefined ? env : { ...env, KAFKA_SASL_MECHANISM: text };
  expect(settings("", given).credentials).toMatchObject({ username: "ann", password: "s3cret", mechanism });
});

test.each([
  [{ KAFKA_USERNAME: "ann" }, "KAFKA_PASSWORD is missing"],
  [{ KAFKA_PASSWORD: "s3cret" }, "KAFKA_USERNAME is missing"],
  [
    { KAFKA_USERNAME: "ann", KAFKA_PASSWORD: "s3cret", KAFKA_SASL_MECHANISM: "GSSAPI" },
    "KAFKA_SASL_MECHANISM",
  ],
  [{ KAFKA_SECURITY_PROTOCOL: "TLS" }, 'KAFKA_SECURITY_PROTOCOL is "TLS"'],
  [{ KAFKA_SECURITY_PROTOCOL: "SASL_SSL" }, "no user is set"],
  [{ KAFKA_BROKERS: "localhost" }, "KAFKA_BROKERS"],
])("%j is refused, and the password not repeated", (env, told) => {
  const read = (): unknown => settings("", env);
  expect(read).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  expect(read).toThrow(told);
  expect(read).not.toThrow("s3cret");
});

test.each([
  ["security.protocol=SASL_TLS", "SASL_TLS"],
  ["bootstrap.servers=http://a.example", "bootstrap.servers in client.properties"],
  ["security.protocol=SASL_SSL\nsasl.mechanism=GSSAPI", "GSSAPI"],
  ["security.protocol=SASL_SSL\nsasl.mechanism=OAUTHBEARER", "OAUTHBEARER"],
  ["security.protocol=SASL_SSL\nsasl.client.callback.handler.class=software.amazon.msk.X", "Java class"],
  [
    `sasl.mechanism=PLAIN\nsasl.jaas.config=${SCRAM} username="s3cret" password="s3cret";`,
    "sasl.mechanism is PLAIN",
  ],
  ["sasl.jaas.config=com.sun.security.auth.module.Krb5LoginModule required;", "Krb5LoginModule"],
  [`sasl.jaas.config=${SCRAM} username="a" password="s3cret" tokenauth=true;`, "delegation token"],
  [`sasl.jaas.config=${PLAIN} username="a";`, "no password"],
  [`sasl.jaas.config=${PLAIN} username="a" password="s3cret"`, "semicolon"],
  [`sasl.jaas.config=${PLAIN} username="a" password="s3cret;`, "quote is not closed"],
  [`sasl.jaas.config=${PLAIN} username="a" password=s3cret!;`, "outside of quotes"],
  [`sasl.jaas.config=${PLAIN} username="a" password=;`, "name=value"],
  [`sasl.jaas.config=${PLAIN} username="a"; ${PLAIN};`, "more than one"],
  ["sasl.jaas.config=", "does not begin with the class"],
  ["sasl.jaas.config=a.PlainLoginModule;", '"required" is missing'],
  ["sasl.password=s3cret\\u12", "four hexadecimal digits"],
  ["sasl.username=a\nsasl.password=${env:NOT_SET}", "NOT_SET, which is not set"],
  ["config.providers=vault\nsasl.username=a\nsasl.password=${vault:s3:x}", "provider vault"],
  ["security.protocol=SSL\nssl.engine.factory.class=a.B", "Java classes"],
  ["security.protocol=SSL\nssl.truststore.type=BCFKS", "BCFKS"],
  ["security.protocol=SSL\nssl.endpoint.identification.algorithm=none", "none"],
  ["ssl.truststore.location=a\nssl.truststore.certificates=b", "both set"],
])("refused, in words and without a secret: %s", (text, told) => {
  const read = (): unknown => settings(text);
  expect(read).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  expect(read).toThrow(told);
  expect(read).not.toThrow("s3cret");
});

test("what would take a naive reader minutes is read at once", () => {
  const comments = "/**/".repeat(50_000);
  for (const text of [
    `sasl.jaas.config=${comments}@`,
    `sasl.jaas.config=${'"\\\\"'.repeat(50_000)}`,
    `sasl.jaas.config=${"a=".repeat(50_000)}`,
    `client.id=${"${env".repeat(50_000)}`,
  ]) {
    const startedAt = Date.now();
    try {
      settings(text);
    } catch (error) {
      expect(error).toMatchObject({ code: "BAD_OPTION" });
    }
    expect(Date.now() - startedAt).toBeLessThan(2000);
  }
});

test.each([
  "bootstrap.servers",
  "security.protocol",
  "sasl.mechanism",
  "ssl.truststore.type",
  "ssl.endpoint.identification.algorithm",
])("%s that takes in the next line, as it ends in a backslash, does not tell the password there", (name) => {
  const file = `security.protocol=SASL_SSL\n${name}=x\\\nsasl.jaas.config=${PLAIN} username="a" password="s3cret";`;
  const refused = (): unknown => settings(`sasl.username=a\nsasl.password=p\n${file}`);
  expect(refused).toThrow("not shown: the next line is part of it");
  expect(refused).not.toThrow("s3cret");
});
