import fs from "node:fs/promises";
import path from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readClientConfig } from "../src/client-config/read";
import { readConfig } from "../src/config";
import { cumulativeDistance, earliest } from "../src/index";
import type { PlayheadError } from "../src/errors";
import { Connection } from "../src/kafka/connection";
import { ensureTopic, listTopics, topicId } from "../src/kafka/topics";
import { openWorkbook } from "../src/workbook";
import type { Acl } from "./fixtures/acls";
import { makeAuthority, type Identity } from "./fixtures/certificates";
import { playhead } from "./fixtures/command";
import { errorOf } from "./fixtures/errors";
import { securedBroker } from "./fixtures/secured-broker";

const PASSWORD = 'p "q" \\ ü;=#';
const everything = (principal: string): Acl[] => [
  { principal, operation: "ALL", resource: "TOPIC", name: "*" },
  { principal, operation: "ALL", resource: "GROUP", name: "*" },
  { principal, operation: "ALL", resource: "TRANSACTIONAL_ID", name: "*" },
];
const broker = securedBroker({
  listeners: {
    TLS: { protocol: "SSL" },
    MUTUAL: { protocol: "SSL", clientCertificate: "required" },
    MUTUAL12: {
      protocol: "SSL",
      clientCertificate: "required",
      settings: { "ssl.enabled.protocols": "TLSv1.2" },
    },
    // A session ends while a run is at work: it must say again who it is, or be hung up on.
    SCRAM: {
      protocol: "SASL_SSL",
      mechanisms: ["scram-sha-512", "scram-sha-256"],
      settings: { "scram-sha-512.connections.max.reauth.ms": 11_500 },
    },
    PLAIN: { protocol: "SASL_SSL", mechanisms: ["plain"] },
    CLEAR: { protocol: "SASL_PLAINTEXT", mechanisms: ["scram-sha-512"] },
    EXPIRED: {
      protocol: "SSL",
      identity: (authority) => authority.issue({ name: "broker", notAfter: new Date(Date.now() - 1000) }),
    },
    ELSEWHERE: {
      protocol: "SSL",
      identity: (authority) =>
        authority.issue({ name: "broker", hosts: [{ type: "dns", value: "other.example" }] }),
    },
  },
  users: { ann: PASSWORD, bob: "bob's" },
  acls: [
    ...everything("User:ann"),
    ...everything("User:CN=ann"),
    { principal: "User:bob", operation: "DESCRIBE", resource: "TOPIC", name: "for-bob" },
  ],
});

type Listener = keyof ReturnType<typeof broker>["addresses"];

const open: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(open.map((one) => one.close())));

beforeAll(async () => {
  await ensureTopic(broker().admin, { topic: "for-bob", partitions: 1 });
  await fs.writeFile(path.join(broker().home, "other-ca.pem"), (await makeAuthority()).certificate);
});

/** A file of these lines in the broker's folder, as short as a path as it can be named there. */
async function file(name: string, text: string): Promise<string> {
  const at = path.join(broker().home, name);
  await fs.writeFile(at, text, { mode: 0o600 });
  return at;
}

/** How the environment names a certificate and its key. */
async function shown(identity: Identity, name: string): Promise<NodeJS.ProcessEnv> {
  return {
    KAFKA_SSL_CERT: await file(`${name}.pem`, identity.certificate),
    KAFKA_SSL_KEY: await file(`${name}.key`, identity.key),
  };
}

/** A connection as the environment asks for it, to one of the listeners. */
function connect(listener: Listener, env: NodeJS.ProcessEnv): Connection {
  const {
    brokers = [],
    credentials,
    tls,
  } = readClientConfig({
    KAFKA_BROKERS: broker().addresses[listener],
    ...env,
  });
  const connection = new Connection(brokers, "test", { credentials, tls });
  open.push(connection);
  return connection;
}

const trusting = (): NodeJS.ProcessEnv => ({ KAFKA_SSL_CA: broker().caFile });
const login = (username: string, password: string, mechanism: string): NodeJS.ProcessEnv => ({
  KAFKA_USERNAME: username,
  KAFKA_PASSWORD: password,
  KAFKA_SASL_MECHANISM: mechanism,
});

test("whoever has the right certificate or password is let in, and sees what they may", async () => {
  const bob = (mechanism: string): NodeJS.ProcessEnv => ({
    ...trusting(),
    ...login("bob", "bob's", mechanism),
  });
  for (const [listener, mechanism] of [
    ["SCRAM", "SCRAM-SHA-512"],
    ["SCRAM", "SCRAM-SHA-256"],
    ["PLAIN", "PLAIN"],
  ] as const)
    expect(await listTopics(connect(listener, bob(mechanism))), mechanism).toEqual(["for-bob"]);
  expect(await listTopics(connect("CLEAR", login("bob", "bob's", "")))).toEqual(["for-bob"]);
  expect(await listTopics(connect("TLS", trusting()))).toContain("for-bob");
  const mutual = async (name: string): Promise<Connection> => {
    const certificate = await shown(await broker().authority.issue({ name }), name);
    return connect("MUTUAL", { ...trusting(), ...certificate });
  };
  expect(await listTopics(await mutual("ann"))).toContain("for-bob");
  const refused = await errorOf(topicId(await mutual("bob"), "for-bob"));
  expect(refused.describe()).toMatch(/^NOT_AUTHORIZED/);
  expect(refused.message).toContain("does not let User:CN=bob DESCRIBE the topic for-bob");
});

test("every way to be turned away is told in words, within seconds", async () => {
  const { authority, home } = broker();
  const stranger = await shown(await (await makeAuthority()).issue({ name: "ann" }), "stranger");
  const past = { name: "ann", notAfter: new Date(Date.now() - 1000) };
  const expired = await shown(await authority.issue(past), "expired");
  const cases: [Listener, NodeJS.ProcessEnv, PlayheadError["code"], string][] = [
    ["MUTUAL", trusting(), "AUTHENTICATION_FAILED", "asks for a client certificate"],
    ["MUTUAL12", trusting(), "AUTHENTICATION_FAILED", "asks for a client certificate"],
    ["MUTUAL", { ...trusting(), ...stranger }, "AUTHENTICATION_FAILED", "does not accept our client"],
    ["MUTUAL12", { ...trusting(), ...stranger }, "AUTHENTICATION_FAILED", "does not accept our client"],
    ["MUTUAL", { ...trusting(), ...expired }, "AUTHENTICATION_FAILED", "does not accept our client"],
    ["TLS", { KAFKA_SECURITY_PROTOCOL: "SSL" }, "CERTIFICATE_NOT_TRUSTED", "authority that we do not trust"],
    ["TLS", { KAFKA_SSL_CA: path.join(home, "other-ca.pem") }, "CERTIFICATE_NOT_TRUSTED", "do not trust"],
    ["EXPIRED", trusting(), "CERTIFICATE_NOT_TRUSTED", "has expired"],
    ["ELSEWHERE", trusting(), "CERTIFICATE_NOT_TRUSTED", "for another host"],
    ["TLS", {}, "TLS_MISMATCH", "speaks TLS, and we do not"],
    ["SCRAM", login("ann", PASSWORD, ""), "TLS_MISMATCH", "speaks TLS, and we do not"],
    ["CLEAR", trusting(), "BROKER_UNREACHABLE", "if TLS is not spoken there"],
    ["PLAIN", { ...trusting(), ...login("ann", PASSWORD, "") }, "AUTHENTICATION_FAILED", "has: PLAIN"],
    [
      "PLAIN",
      { ...trusting(), ...login("ann", "s3cret", "PLAIN") },
      "AUTHENTICATION_FAILED",
      "check user and",
    ],
    ["SCRAM", { ...trusting(), ...login("nobody", "s3cret", "") }, "AUTHENTICATION_FAILED", "check user and"],
    ["SCRAM", trusting(), "BROKER_UNREACHABLE", "asks for a user and a password"],
    [
      "TLS",
      { ...trusting(), ...login("ann", PASSWORD, "") },
      "AUTHENTICATION_FAILED",
      "asks for no password",
    ],
  ];
  await Promise.all(
    cases.map(async ([listener, env, code, told]) => {
      const startedAt = Date.now();
      const error = await errorOf(connect(listener, env).cluster());
      expect(error, `${listener}: ${told}`).toMatchObject({ code });
      expect(error.describe()).toContain(told);
      expect(error.describe()).not.toMatch(/s3cret|SSL routines/);
      expect(Date.now() - startedAt, told).toBeLessThan(15_000);
    }),
  );
});

test("without the look at the host's name the broker is taken for who it is, and that is warned of", async () => {
  const KAFKA_CONFIG = await file(
    "unchecked.properties",
    `ssl.truststore.location=ca.pem\nssl.endpoint.identification.algorithm=\n`,
  );
  expect(await listTopics(connect("ELSEWHERE", { KAFKA_CONFIG }))).toContain("for-bob");
  const { warnings } = readClientConfig({ KAFKA_CONFIG, KAFKA_BROKERS: "a.example:1" });
  expect(warnings).toEqual([expect.stringContaining("can pretend to be a broker")]);
});

/** The file that a user of SCRAM has; paths in it start at its folder. */
function scramFile(mode = 0o600): Promise<string> {
  const jaas = PASSWORD.replace(/["\\]/g, "\\$&").replaceAll("\\", "\\\\");
  const lines = [
    `bootstrap.servers=${broker().addresses.SCRAM}`,
    "security.protocol=SASL_SSL",
    "sasl.mechanism=SCRAM-SHA-512",
    `sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="ann" password="${jaas}";`,
    "ssl.truststore.type=PEM",
    "ssl.truststore.location=ca.pem",
    "client.id=ann's",
    "acks=1",
  ];
  const name = `client-${mode.toString(8)}.properties`;
  return file(name, lines.join("\r\n")).then(async (at) => {
    await fs.chmod(at, mode);
    return at;
  });
}

test("the whole story over TLS and SCRAM, in the library, by a file, while sessions end", async () => {
  const home = path.join(broker().home, "library");
  const config = readConfig({
    KAFKA_CONFIG: await scramFile(),
    PLAYHEAD_HOME: home,
    PLAYHEAD_PREFIX: "lib-",
  });
  const workbook = openWorkbook(config);
  open.push(workbook);
  const { calculator } = workbook.names;
  await workbook.ingest("data/journeys.csv");
  const live = await workbook.follow(cumulativeDistance({ unit: "mi" }));
  const startedAt = Date.now();
  // kafkajs says who it is again 10 s before a session's end: twice meanwhile, with something to do all the time.
  while (Date.now() - startedAt < 4000) await workbook.groups();
  await live.stop();
  await workbook.write();
  expect(await workbook.query("SELECT DISTINCT unit FROM dist_calc")).toMatchObject([{ unit: "mi" }]);
  await (await workbook.rewind(calculator, earliest())).execute();
  expect((await workbook.process(cumulativeDistance({ unit: "km" }))).recordsOut).toBe(741);
  await workbook.write();
  expect(await workbook.query("SELECT DISTINCT unit FROM dist_calc")).toMatchObject([{ unit: "km" }]);
  for (const text of [
    JSON.stringify(workbook.config),
    inspect(workbook, { depth: Infinity, showHidden: true, getters: true }),
    inspect(workbook, { depth: Infinity, customInspect: false }),
  ])
    expect(text).not.toContain(PASSWORD);
});

test("the same on the command line, by workers, in a shell that knows nothing but the file", async () => {
  const env = { ...process.env, PLAYHEAD_HOME: path.join(broker().home, "cli"), PLAYHEAD_PREFIX: "cli-" };
  const given = ["--command-config", await scramFile()];
  const run = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await playhead([...words, ...given], env);
    expect({ code, words, stderr }).toMatchObject({ code: 0, stderr: "" });
    return stdout;
  };
  await run("ingest", "data/journeys.csv", "--partitions", "2");
  await run("process", "--unit", "km", "--workers", "2");
  await run("write");
  expect(JSON.parse(await run("query", "--json"))).toHaveLength(10);
  await run("sensor", "--simulate", "--count", "2", "--every", "10ms");
  expect(await run("status")).toContain("cli-distance_calculator");
});

test("by a client certificate, from the environment; a file that others may read is warned of", async () => {
  const identity = await broker().authority.issue({ name: "ann" });
  const env = {
    ...process.env,
    ...trusting(),
    ...(await shown(identity, "me")),
    KAFKA_BROKERS: broker().addresses.MUTUAL,
    PLAYHEAD_HOME: path.join(broker().home, "mutual"),
    PLAYHEAD_PREFIX: "mutual-",
  };
  const { code, stderr } = await playhead(["ingest", "data/journeys.csv"], env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const warned = await playhead(["groups"], { ...process.env, KAFKA_CONFIG: await scramFile(0o644) });
  expect(warned.code).toBe(0);
  expect(warned.stderr).toMatch(/holds a password, and every user of this machine may read it: chmod 600/);
});
