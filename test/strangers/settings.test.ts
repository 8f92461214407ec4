import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadTls } from "../../src/client-config/load-tls";
import { parseProperties } from "../../src/client-config/properties";
import { resolveReferences } from "../../src/client-config/references";
import { clientSettings } from "../../src/client-config/settings";
import { overridden, propertiesOf, VARIABLES } from "../../src/client-config/variables";
import { readConfig } from "../../src/config";
import { PlayheadError } from "../../src/errors";
import { openFileSink } from "../../src/sink/open-sink";
import { JKS_OWN, JKS_TRUST, P12_OWN } from "../client-config/sample-stores";

/** Random settings of each kind; more of them with TIMES. */
const RUNS = 300 * Number(process.env["TIMES"] ?? 1);
const LONG = 20_000;
const SECRET = "rosebud";

let folder: string;
beforeAll(async () => (folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-settings-"))));
afterAll(() => fs.rm(folder, { recursive: true }));

/** Runs what may give something, or refuse it by an error of ours, which tells no secret. */
function expectKept<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PlayheadError)) throw error;
    const told = error.describe();
    expect(told.length).toBeLessThan(4000);
    expect(told).not.toContain(SECRET);
    return undefined;
  }
}

const any = fc.string({ unit: "binary", maxLength: 8 });
const bits = (...given: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.oneof(fc.constantFrom(...given), any), { maxLength: 8 }).map((parts) => parts.join(""));
/** A text with the secret in it. */
const secret = fc
  .tuple(bits("\\", '"', "'", "\\u0041", "\\u", "${env:HOME}"), bits("\\", '"', ";", "="))
  .map(([before, after]) => before + SECRET + after);
const text = bits(
  ...["SSL", "SASL_SSL", "PLAIN", "scram-sha-256", "a:1", ",", "${env:NONE}", "${file:x}", "\\", " "],
  ...["https", "JKS", "/dev/null", "\u0000", "\u202e", "9".repeat(400)],
);
const jaas = fc
  .tuple(
    fc.constantFrom("x.PlainLoginModule ", "x.ScramLoginModule ", "x.Other ", ""),
    fc.constantFrom("required ", "required", ""),
    bits("username=", '"a"', "=", ";", "//", "/*", "\\\\", "tokenauth=true "),
    secret,
  )
  .map(([type, flag, some, password]) => `${type}${flag}${some} password="${password}";`);

const NAMES = [
  ...Object.values(VARIABLES),
  ...["config.providers", "ssl.endpoint.identification.algorithm", "ssl.truststore.type", "__proto__", "x"],
].filter((name) => !name.endsWith("password"));
const line = fc.oneof(
  fc.tuple(fc.constantFrom(...NAMES), text),
  fc.tuple(fc.constantFrom("sasl.password", "ssl.keystore.password", "ssl.key.password"), secret),
  fc.tuple(fc.constant("sasl.jaas.config"), jaas),
);

test("a file of properties with anything in it", { timeout: LONG }, () => {
  const lines = fc.array(fc.oneof(line, fc.tuple(any, any)), { maxLength: 8 });
  fc.assert(
    fc.property(lines, fc.constantFrom("=", ": ", " "), (all, sign) => {
      const bytes = Buffer.from(all.map(([name, value]) => `${name}${sign}${value}`).join("\n"));
      expectKept(() => clientSettings(resolveReferences(parseProperties(bytes, "f"), { HOME: SECRET })));
    }),
    { numRuns: RUNS },
  );
});

test("any bytes as properties", { timeout: LONG }, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expectKept(() => clientSettings(parseProperties(bytes, "f")));
    }),
    { numRuns: RUNS },
  );
});

test("any environment", { timeout: LONG }, () => {
  const secrets = ["KAFKA_PASSWORD", "KAFKA_SSL_KEY_PASSWORD"];
  const open = [
    ...Object.keys(VARIABLES).filter((name) => !secrets.includes(name)),
    ...["KAFKA_CONFIG", "PLAYHEAD_HOME", "PLAYHEAD_PREFIX", "PLAYHEAD_DATA"],
  ];
  const optional = { requiredKeys: [] };
  const url = fc
    .tuple(
      fc.constantFrom("postgres://", "postgresql://", "mysql://", "", "postgres:"),
      bits("%", "@", ":", "/", "[", "?schema=", "sslmode=", "#"),
      bits("@", "@h", ":99999999", "/d", "?", "%zz", "host=/x"),
    )
    .map(([scheme, user, rest]) => `${scheme}${user}:${SECRET}${rest}`);
  const environment = fc
    .tuple(
      fc.record(Object.fromEntries(open.map((name) => [name, text])), optional),
      fc.record(Object.fromEntries(secrets.map((name) => [name, secret])), optional),
      fc.record({ DATABASE_URL: url }, optional),
    )
    .map((parts): NodeJS.ProcessEnv => Object.assign({}, ...parts) as NodeJS.ProcessEnv);
  fc.assert(
    fc.property(environment, (env) => {
      const config = expectKept(() => readConfig(env));
      expect(`${inspect(config, { depth: 9 })}${JSON.stringify(config)}`).not.toContain(SECRET);
      expectKept(() => clientSettings(overridden(new Map(), propertiesOf(env))));
      if (/^\w+:\/\//.test(env["DATABASE_URL"] ?? "")) {
        expect(() => openFileSink(env["DATABASE_URL"] ?? "")).toThrow(
          expect.objectContaining({
            code: "BAD_OPTION",
            message: expect.not.stringContaining(SECRET) as string,
          }),
        );
      }
    }),
    { numRuns: RUNS },
  );
});

test("stores that are damaged, cut off, or none", { timeout: LONG }, async () => {
  const file = path.join(folder, "store");
  const from = (value: string) => ({ value, from: "f" });
  const damaged = fc
    .tuple(fc.constantFrom(JKS_OWN, JKS_TRUST, P12_OWN), fc.nat(), fc.nat(255), fc.boolean())
    .map(([store, at, byte, cut]) => {
      const bytes = Buffer.from(store);
      bytes[at % bytes.length] = byte;
      return cut ? bytes.subarray(0, at % bytes.length) : bytes;
    });
  const pem = bits(
    "-----BEGIN CERTIFICATE-----\n",
    "-----END CERTIFICATE-----\n",
    "-----BEGIN PRIVATE KEY-----\n",
    "AAAA",
  );
  const bytes = fc.oneof(
    damaged,
    fc.uint8Array({ maxLength: 300 }),
    pem.map((given) => Buffer.from(given)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.boolean(), async (given, isOurs) => {
      await fs.writeFile(file, given);
      const store = { file: from(file), text: undefined, password: from(isOurs ? "changeit" : SECRET) };
      expectKept(() => loadTls({ trust: store, identity: undefined, checkHost: true }));
      const identity = { ...store, keyFile: undefined, keyText: undefined, keyPassword: from(SECRET) };
      expectKept(() => loadTls({ trust: undefined, identity, checkHost: true }));
    }),
    { numRuns: RUNS / 10 },
  );
});
