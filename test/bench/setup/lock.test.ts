import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parseLock } from "../../../setup/jar-lock.mjs";
import { PROJECT_ROOT } from "../../../src/config";

function locked(file: string): string[] {
  return parseLock(readFileSync(path.join(PROJECT_ROOT, file), "utf8")).map(({ coordinate }) => coordinate);
}

test("Kafka Streams is of the broker's version, and no jar is there twice", () => {
  const [broker, own] = [locked("setup/kafka.lock.toml"), locked("bench/setup/jars.lock.toml")];
  const version = broker.find((jar) => jar.startsWith("org.apache.kafka:kafka-clients:"))?.split(":")[2];
  expect(own).toContain(`org.apache.kafka:kafka-streams:${version}`);
  const names = [...broker, ...own].map((jar) => jar.split(":").slice(0, 2).join(":"));
  expect(new Set(names).size).toBe(names.length);
});
