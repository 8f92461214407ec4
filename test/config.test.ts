import path from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { PROJECT_ROOT, readConfig } from "../src/config";
import { PlayheadError } from "../src/errors";

test("without settings: a home and the sample inside the project, a broker of our own, no prefix", () => {
  expect(readConfig({})).toEqual({
    home: path.join(PROJECT_ROOT, ".playhead"),
    brokers: undefined,
    prefix: "",
    warnings: [],
    dataFile: path.join(PROJECT_ROOT, "data", "journeys.csv"),
  });
});

test("relative paths start where the command was called", () => {
  const config = readConfig({ PLAYHEAD_HOME: "some/home", PLAYHEAD_DATA: "my.csv" });
  expect(config.home).toBe(path.resolve("some/home"));
  expect(config.dataFile).toBe(path.resolve("my.csv"));
});

test.each([
  ["127.0.0.1:9092", ["127.0.0.1:9092"]],
  ["a.example:1, b-2.example:65535", ["a.example:1", "b-2.example:65535"]],
  ["[::1]:9092", ["[::1]:9092"]],
])("KAFKA_BROKERS=%s", (text, brokers) => {
  expect(readConfig({ KAFKA_BROKERS: text }).brokers).toEqual(brokers);
});

test.each([
  "localhost",
  "localhost:",
  "localhost:0",
  "localhost:65536",
  "http://localhost:9092",
  "a:1,,b:2",
  "a:1;b:2",
])("KAFKA_BROKERS=%s is refused, with an example of how to write it", (text) => {
  const read = (): unknown => readConfig({ KAFKA_BROKERS: text });
  expect(read).toThrow(PlayheadError);
  expect(read).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  expect(read).toThrow(
    expect.objectContaining({ remedy: expect.stringContaining("127.0.0.1:9092") as string }),
  );
});

test("who we are to the cluster is read along, and shown without its password", () => {
  const env = { KAFKA_BROKERS: "a.example:1", KAFKA_USERNAME: "ann", KAFKA_PASSWORD: "s3cret" };
  const config = readConfig(env);
  expect(config.credentials?.password).toBe("s3cret");
  const shown = [
    JSON.stringify(config),
    inspect(config, { depth: Infinity, showHidden: true, getters: true }),
  ];
  for (const text of shown) {
    expect(text).toContain("ann");
    expect(text).not.toContain("s3cret");
  }
});

test.each(["a b", "ü", "a/b", "x".repeat(101)])(
  "PLAYHEAD_PREFIX=%s is refused: no topic could be called so",
  (prefix) => {
    expect(() => readConfig({ PLAYHEAD_PREFIX: prefix })).toThrow(
      expect.objectContaining({ code: "BAD_OPTION" }),
    );
  },
);
