import { execFileSync } from "node:child_process";

/** Newest first: the first that answers and is whole is taken. */
const NAMES = ["python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python3", "python"];
export const MINIMUM_PYTHON = [3, 10];

const QUESTION = `
import json, sys
try:
    import ensurepip, venv
    whole = True
except ImportError:
    whole = False
print(json.dumps({"path": sys.executable, "version": list(sys.version_info[:3]), "whole": whole,
                  "implementation": sys.implementation.name}))
`;

/**
 * @typedef {object} Python
 * @property {string} path the interpreter itself, never a shim
 * @property {number[]} version e.g. [3, 12, 1]
 * @property {boolean} whole whether it can make venvs: Debian ships that part as a package of its own
 * @property {string} implementation "cpython", "pypy", …
 */

/**
 * Asks each Python on the PATH about itself until one will do.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ chosen: Python | undefined, seen: Python[] }} `seen` are all that answered, for the message that tells
 *   why none will do. A shim that fails (pyenv has one for each version it knows of, installed or not) is no Python.
 */
export function findPython(env) {
  const seen = [];
  for (const name of NAMES) {
    const python = ask(name, env);
    if (python === undefined) continue;
    seen.push(python);
    if (isSuitable(python)) return { chosen: python, seen };
  }
  return { chosen: undefined, seen };
}

/** @param {Python} python */
function isSuitable({ version, whole, implementation }) {
  return isNewEnough(version) && whole && implementation === "cpython";
}

/** @param {number[]} version */
export function isNewEnough([major, minor]) {
  return major > MINIMUM_PYTHON[0] || (major === MINIMUM_PYTHON[0] && minor >= MINIMUM_PYTHON[1]);
}

/** @param {string} name @param {NodeJS.ProcessEnv} env @returns {Python | undefined} */
function ask(name, env) {
  try {
    return JSON.parse(output(name, ["-I", "-c", QUESTION], env));
  } catch {
    return undefined;
  }
}

/** The version of uv on the PATH, e.g. "0.9.2", or undefined. @param {NodeJS.ProcessEnv} env */
export function findUv(env) {
  try {
    return output("uv", ["--version"], env).trim().split(" ")[1];
  } catch {
    return undefined;
  }
}

/** @param {string} command @param {string[]} args @param {NodeJS.ProcessEnv} env */
function output(command, args, env) {
  return execFileSync(command, args, {
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 10_000,
  });
}
