import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Credentials, readCredentials } from "../src/credentials";

const ANN = { KAFKA_USERNAME: "ann", KAFKA_PASSWORD: "s3cret" };

test("without a user, nothing is said of who we are", () => {
  expect(readCredentials({})).toBeUndefined();
  expect(readCredentials({ KAFKA_USERNAME: "", KAFKA_PASSWORD: "" })).toBeUndefined();
});

test.each([
  [undefined, "scram-sha-512"],
  ["", "scram-sha-512"],
  ["SCRAM-SHA-512", "scram-sha-512"],
  ["scram-sha-256", "scram-sha-256"],
  ["PLAIN", "plain"],
])("KAFKA_SASL_MECHANISM=%s", (text, mechanism) => {
  const env = text === undefined ? ANN : { ...ANN, KAFKA_SASL_MECHANISM: text };
  expect(readCredentials(env)).toMatchObject({ username: "ann", password: "s3cret", mechanism });
});

test.each([
  [{ KAFKA_USERNAME: "ann" }, "KAFKA_PASSWORD is missing"],
  [{ KAFKA_PASSWORD: "s3cret" }, "KAFKA_USERNAME is missing"],
  [{ ...ANN, KAFKA_SASL_MECHANISM: "GSSAPI" }, "KAFKA_SASL_MECHANISM"],
])("%j is refused, and the password not repeated", (env, told) => {
  const read = (): unknown => readCredentials(env);
  expect(read).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
  expect(read).toThrow(told);
  expect(read).not.toThrow("s3cret");
});

test("shown in any way, a password is not there", () => {
  const credentials = new Credentials("ann", "s3cret");
  const everything = { depth: Infinity, showHidden: true, customInspect: false };
  const shown = [
    JSON.stringify({ credentials }),
    JSON.stringify({ ...credentials }),
    inspect(credentials),
    inspect({ ...credentials }),
    inspect({ deep: { in: credentials } }, everything),
  ];
  for (const text of shown) expect(text).not.toContain("s3cret");
});
