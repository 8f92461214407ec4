import { createSecureContext } from "node:tls";
import { afterAll, expect, test } from "vitest";
import { Tls } from "../../src/client-config/tls";
import { Credentials } from "../../src/credentials";
import { Connection, type Access } from "../../src/kafka/connection";
import { ensureTopic, listTopics, topicId } from "../../src/kafka/topics";
import { disallow } from "../fixtures/acls";
import { errorOf } from "../fixtures/errors";
import { securedBroker } from "../fixtures/secured-broker";

const PASSWORD = 'p "q" \\ ü;=#';
const broker = securedBroker({
  listeners: {
    TLS: { protocol: "SSL" },
    MUTUAL: { protocol: "SSL", clientCertificate: "required" },
    SCRAM: { protocol: "SASL_SSL", mechanisms: ["scram-sha-512", "scram-sha-256"] },
    PLAIN: { protocol: "SASL_SSL", mechanisms: ["plain"] },
    CLEAR: { protocol: "SASL_PLAINTEXT", mechanisms: ["scram-sha-512"] },
  },
  users: { ann: PASSWORD, bob: "bob's" },
  acls: [
    { principal: "User:ann", operation: "DESCRIBE", resource: "TOPIC", name: "a" },
    { principal: "User:CN=ann", operation: "DESCRIBE", resource: "TOPIC", name: "b", pattern: "PREFIXED" },
  ],
});

const open: Connection[] = [];
afterAll(() => Promise.all(open.map((connection) => connection.close())));

function connect(listener: keyof ReturnType<typeof broker>["addresses"], access: Access = {}): Connection {
  const connection = new Connection([broker().addresses[listener]], "test", access);
  open.push(connection);
  return connection;
}

test("whoever has the right certificate or password is let in, and sees what they may", async () => {
  for (const topic of ["a", "b1", "b2"]) await ensureTopic(broker().admin, { topic, partitions: 1 });
  const { authority } = broker();
  const trusting = new Tls(createSecureContext({ ca: authority.certificate }));
  const identity = await authority.issue({ name: "ann" });
  const known = new Tls(
    createSecureContext({ ca: authority.certificate, cert: identity.certificate, key: identity.key }),
    true,
    identity.certificate,
  );
  const byCertificate = connect("MUTUAL", { tls: known });
  expect(await listTopics(byCertificate)).toEqual(["b1", "b2"]);
  const refused = await errorOf(topicId(byCertificate, "a"));
  expect(refused).toMatchObject({ code: "NOT_AUTHORIZED" });
  expect(refused.message).toContain("does not let User:CN=ann DESCRIBE the topic a");
  for (const mechanism of ["scram-sha-512", "scram-sha-256"] as const) {
    const credentials = new Credentials("ann", PASSWORD, mechanism);
    expect(await listTopics(connect("SCRAM", { tls: trusting, credentials }))).toEqual(["a"]);
  }
  const plain = new Credentials("ann", PASSWORD, "plain");
  expect(await listTopics(connect("PLAIN", { tls: trusting, credentials: plain }))).toEqual(["a"]);
  const bob = new Credentials("bob", "bob's");
  expect(await listTopics(connect("CLEAR", { credentials: bob }))).toEqual([]);

  await disallow(broker().admin, "User:ann");
  expect(await listTopics(connect("PLAIN", { tls: trusting, credentials: plain }))).toEqual([]);
});
