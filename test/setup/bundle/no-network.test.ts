import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NAMESPACE_NEEDED, runBehind, withoutNetwork, type Ended } from "../../fixtures/no-network";
import { temporaryFolder } from "../temporary";
import { smallProject } from "./small-project";

const PATIENCE = 180_000;
/** Where nobody listens: what a set-up asks although it has a bundle fails there, also where there is no namespace. */
const NOWHERE = "http://127.0.0.1:9";
const words = withoutNetwork();
const how = words === undefined ? "its addresses led astray" : "the network switched off";

if (words === undefined) {
  console.warn(
    `The set-up from a bundle is tested with wrong addresses only. For more: ${NAMESPACE_NEEDED}.`,
  );
}

function setUp(root: string): Promise<Ended> {
  const env = {
    PATH: process.env["PATH"],
    PYENV_ROOT: process.env["PYENV_ROOT"],
    HOME: temporaryFolder(),
    npm_config_registry: NOWHERE,
    PIP_INDEX_URL: NOWHERE,
    UV_INDEX_URL: NOWHERE,
    https_proxy: NOWHERE,
    http_proxy: NOWHERE,
  };
  return runBehind(words ?? [], [process.execPath, "setup/small.mjs"], { cwd: root, env });
}

test(
  `with ${how}, a bundle is enough for a set-up`,
  async () => {
    const { root } = smallProject();
    expect(await setUp(root)).toMatchObject({ code: 0 });
    expect(existsSync(join(root, "node_modules/small-package/package.json"))).toBe(true);
    const answer = ["-c", "import small_wheel; print(small_wheel.answer)"];
    expect(execFileSync(join(root, ".venv/bin/python"), answer, { encoding: "utf8" })).toBe("42\n");
    expect(readFileSync(join(root, ".tools/kafka/small-jar-1.0.jar"), "utf8")).toBe("a jar");
    // As if they had come from the registry: npm is not to look for the bundle later.
    expect(readFileSync(join(root, "node_modules/.package-lock.json"), "utf8")).not.toContain("file:");
  },
  PATIENCE,
);

test(
  "what is not exactly what the locks name is refused, and nothing of it is installed",
  async () => {
    const { root, tarball, wheel } = smallProject();
    // One is cut off or overwritten, the other is sound but not the one that was locked.
    appendFileSync(wheel, "more");
    copyFileSync(smallProject({ version: "1.0.0", main: "other.js" }).tarball, tarball);
    const { code, output } = await setUp(root);
    expect(code).toBe(1);
    expect(output).toMatch(/npm ci failed[^]*EINTEGRITY/);
    expect(output).toMatch(/installing setup\/requirements\.txt failed[^]*(?:hash|HASH)/);
    expect(output).toContain("the bundle is cut off or was altered");
    expect(existsSync(join(root, "node_modules"))).toBe(false);
  },
  PATIENCE,
);

test(
  "a bundle for another platform is told before anything is changed",
  async () => {
    const { root, manifest } = smallProject();
    const other = { ...(JSON.parse(readFileSync(manifest, "utf8")) as object), platform: "darwin-m68k" };
    writeFileSync(manifest, JSON.stringify(other));
    const { code, output } = await setUp(root);
    expect(code).toBe(1);
    expect(output).toMatch(/is for darwin-m68k, this machine is .*\n +What to do: take one that/);
    expect(existsSync(join(root, ".tools"))).toBe(false);
  },
  PATIENCE,
);
