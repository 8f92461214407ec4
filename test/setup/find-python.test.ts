import { join } from "node:path";
import { expect, test } from "vitest";
import { findPython, findUv } from "../../setup/find-python.mjs";
import { temporaryFolder, writeProgram } from "./temporary";

/** A PATH with these programs only; each answers the question about itself with this script. */
function pathWith(programs: Record<string, string>): NodeJS.ProcessEnv {
  const folder = temporaryFolder();
  for (const [name, script] of Object.entries(programs)) writeProgram(join(folder, name), script);
  return { PATH: folder };
}

function answer(version: number[], facts = {}): string {
  const python = { path: "/opt/python", version, whole: true, implementation: "cpython", ...facts };
  return `echo '${JSON.stringify(python)}'`;
}

test("takes the newest by name", () => {
  const env = pathWith({ "python3.12": answer([3, 12, 1]), python3: answer([3, 11, 0]) });
  expect(findPython(env).chosen?.version).toEqual([3, 12, 1]);
});

test("a pyenv shim without its version is no Python", () => {
  const env = pathWith({
    "python3.13": "echo 'pyenv: python3.13: command not found' >&2; exit 127",
    python3: answer([3, 11, 7]),
  });
  expect(findPython(env)).toMatchObject({ chosen: { version: [3, 11, 7] }, seen: [{ version: [3, 11, 7] }] });
});

test("passes over what is too old, can't make venvs, or is not CPython, and remembers it", () => {
  const env = pathWith({
    "python3.12": answer([3, 12, 0], { whole: false }),
    "python3.11": answer([3, 11, 0], { implementation: "pypy" }),
    python3: answer([3, 9, 2]),
  });
  expect(findPython(env).chosen).toBeUndefined();
  expect(findPython(env).seen.map((python) => python.version[1])).toEqual([12, 11, 9]);
});

test("an empty PATH has neither Python nor uv", () => {
  expect(findPython(pathWith({}))).toEqual({ chosen: undefined, seen: [] });
  expect(findUv(pathWith({}))).toBeUndefined();
});

test("uv tells its version", () => {
  expect(findUv(pathWith({ uv: "echo 'uv 0.9.2 (abc 2026-01-01)'" }))).toBe("0.9.2");
});
