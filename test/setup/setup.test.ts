import { spawnSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary";

function setUp(root: string, env: NodeJS.ProcessEnv = process.env) {
  return spawnSync(process.execPath, [join(root, "setup/setup.mjs")], { env, encoding: "utf8" });
}

test("the second of two runs finds everything there", () => {
  expect(setUp(process.cwd()).status).toBe(0);
  const { stdout, stderr, status } = setUp(process.cwd());
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const lines = stdout.trim().split("\n");
  expect(lines).toHaveLength(7);
  expect(lines[0]).toMatch(/^Preflight +fine$/);
  for (const line of lines.slice(1)) expect(line).toMatch(/ already there$/);
});

test("a machine without Python is told so before anything is changed", () => {
  const root = temporaryFolder();
  for (const part of ["setup", "package-lock.json"]) cpSync(part, join(root, part), { recursive: true });
  const { stdout, stderr, status } = setUp(root, { PATH: join(root, "no-programs") });
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/There is no Python and no uv\.\n +What to do: install Python 3\.10 or newer/);
  expect(existsSync(join(root, ".tools"))).toBe(false);
});
