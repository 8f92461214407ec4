import { expect, test } from "vitest";
import { serverProperties } from "../../src/broker/properties";

test("both listeners are on loopback, and the ports are those given", () => {
  const lines = serverProperties({ port: 20_001, controllerPort: 20_002, dataDir: "data" }).split("\n");
  expect(lines).toContain("listeners=PLAINTEXT://127.0.0.1:20001,CONTROLLER://127.0.0.1:20002");
  expect(lines).toContain("advertised.listeners=PLAINTEXT://127.0.0.1:20001");
  expect(lines).toContain("controller.quorum.voters=1@127.0.0.1:20002");
});

test("open to the network: one more listener, with a password; the others stay on loopback", () => {
  const network = { address: "192.0.2.2", port: 20_003 };
  const lines = serverProperties({ port: 1, controllerPort: 2, network, dataDir: "data" }).split("\n");
  expect(lines).toContain(
    "listeners=PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2,NETWORK://192.0.2.2:20003",
  );
  expect(lines).toContain("advertised.listeners=PLAINTEXT://127.0.0.1:1,NETWORK://192.0.2.2:20003");
  expect(lines).toContain(
    "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,NETWORK:SASL_PLAINTEXT",
  );
  expect(lines).toContain("inter.broker.listener.name=PLAINTEXT");
  expect(lines).toContain("sasl.enabled.mechanisms=SCRAM-SHA-512");
});

test("records keep: neither age nor size deletes them, nor do offsets of a resting group expire", () => {
  const lines = serverProperties({ port: 1, controllerPort: 2, dataDir: "data" }).split("\n");
  expect(lines).toContain("log.retention.ms=-1");
  expect(lines).toContain("log.retention.bytes=-1");
  expect(lines).toContain("offsets.retention.minutes=2147483647");
});

test("a value is written as Java's .properties format wants it", () => {
  const properties = serverProperties({ port: 1, controllerPort: 2, dataDir: "a\\b é 家" });
  expect(properties).toContain("log.dirs=a\\\\b \\u00e9 \\u5bb6\n");
});
