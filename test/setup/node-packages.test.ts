import { expect, test } from "vitest";
import { matchesLock } from "../../setup/node-packages.mjs";

const wanted = {
  "": { version: "0.1.0" },
  "node_modules/kafkajs": { version: "2.2.4", integrity: "sha512-a" },
  "node_modules/bindings-darwin": { version: "1.0.0", integrity: "sha512-b", optional: true },
};
const kafkajs = { version: "2.2.4", integrity: "sha512-a" };

test("what npm installed from this lock matches, whatever was left out for other platforms", () => {
  expect(matchesLock(wanted, { "node_modules/kafkajs": kafkajs })).toBe(true);
});

test("a missing package, another version or another content does not match", () => {
  expect(matchesLock(wanted, {})).toBe(false);
  expect(matchesLock(wanted, { "node_modules/kafkajs": { ...kafkajs, version: "2.2.3" } })).toBe(false);
  expect(matchesLock(wanted, { "node_modules/kafkajs": { ...kafkajs, integrity: "sha512-x" } })).toBe(false);
});
