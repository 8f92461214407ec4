import { accessSync, constants, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { logFile, run } from "./command.mjs";
import { BUNDLE_REMEDY } from "./bundle/manifest.mjs";
import { findPython, findUv } from "./find-python.mjs";
import { digest } from "./stamp.mjs";

const REMEDY =
  "usually the network: run the command again. Behind a proxy or a mirror, pip and uv follow their own settings.";

/**
 * The project's own Python, `.venv`: JupyterLab, plotly's extension and jgo, each pinned with its hashes.
 *
 * @type {import("./steps.mjs").Step}
 */
export const python = ownPython({ file: "setup/requirements.txt", program: "jupyter-lab", megabytes: 400 });

/**
 * The Python of an installed package: jgo alone, at the same versions.
 *
 * @type {import("./steps.mjs").Step}
 */
export const jarFetcher = ownPython({ file: "setup/requirements-jgo.txt", program: "jgo", megabytes: 60 });

/**
 * @param {{ file: string, program: string, megabytes: number }} options the locked requirements, as seen from the root,
 *   and a program that is there once they are installed
 * @returns {import("./steps.mjs").Step}
 */
function ownPython({ file, program, megabytes }) {
  return {
    id: "python",
    needs: [],
    megabytes,
    name: "Python packages",

    key: ({ root }) => digest({ files: [join(root, file)], values: [root] }),

    isThere: ({ root }, made) =>
      made === true && isExecutable(pythonOf(root)) && isExecutable(join(root, ".venv/bin", program)),

    async make({ root, env, bundle }) {
      const { chosen } = findPython(env);
      await makeVenv({ root, env, venv: join(root, ".venv"), chosen });
      await installRequirements({ root, env, bundle, file });
      await compile({ root, env });
    },
  };
}

/**
 * Compiles what was installed, on all processors, while other packages are still on their way. Else each start of Jupyter
 * does so with what it needs, and again where Python is not to write (`PYTHONDONTWRITEBYTECODE`): two seconds each time.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv }} context
 */
async function compile({ root, env }) {
  const job = {
    command: pythonOf(root),
    args: ["-m", "compileall", "-q", "-j", "0", join(root, ".venv/lib")],
    env: toolEnv(root, env),
    log: logFile(root, "compileall"),
    what: "compiling the Python packages",
    remedy: REMEDY,
  };
  // Some packages have templates that only look like Python: whatever could not be compiled is so when it is needed.
  await run(job).catch(() => undefined);
}

/** The interpreter of a venv, the project's unless another is named. @param {string} root */
export function pythonOf(root, venv = join(root, ".venv")) {
  return join(venv, "bin/python");
}

/**
 * Makes an empty venv in place of whatever is there.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv, venv: string,
 *   chosen: import("./find-python.mjs").Python | undefined }} options without a Python, uv fetches one
 */
export async function makeVenv({ root, env, venv, chosen }) {
  // A half-made venv, or one that was moved here with the clone, is not worth mending: caches make a new one quick.
  rmSync(venv, { recursive: true, force: true });
  const withUv = findUv(env) !== undefined;
  await run({
    ...(withUv ? uvVenv(venv, chosen) : { command: chosen.path, args: ["-m", "venv", venv] }),
    env: toolEnv(root, env),
    log: logFile(root, "venv"),
    what: "making the venv",
    remedy: REMEDY,
  });
}

/**
 * Installs one of the locked requirement files into a venv: only what matches its hashes, and nothing that would
 * have to be compiled here.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv, bundle?: string, file: string, venv?: string }} options `file` as seen
 *   from the clone's root; the venv is the project's unless another is named; with a bundle nothing is asked but its wheels
 */
export async function installRequirements({ root, env, bundle, file, venv = join(root, ".venv") }) {
  const requirements = join(root, file);
  const from = bundle === undefined ? [] : ["--no-index", "--find-links", join(bundle, "wheels")];
  const shared = [
    "--require-hashes",
    "--only-binary",
    ":all:",
    "--quiet",
    ...from,
    "--requirement",
    requirements,
  ];
  const pip = [
    "-m",
    "pip",
    "install",
    "--no-input",
    "--disable-pip-version-check",
    "--no-compile",
    ...shared,
  ];
  const withUv = findUv(env) !== undefined;
  if (!withUv) await ensurePip({ root, env, venv });
  await run({
    command: withUv ? "uv" : pythonOf(root, venv),
    args: withUv ? ["pip", "install", "--python", pythonOf(root, venv), ...shared] : pip,
    env: toolEnv(root, env),
    log: logFile(root, file.replace("setup/", "").replace("/", "-").replace(".txt", "")),
    what: `installing ${file}`,
    remedy: bundle === undefined ? REMEDY : BUNDLE_REMEDY,
  });
}

/** A venv that uv made is without pip, and uv may have gone since. @param {{ root: string, env: NodeJS.ProcessEnv, venv: string }} context */
export async function ensurePip({ root, env, venv }) {
  if (existsSync(join(venv, "bin/pip"))) return;
  await run({
    command: pythonOf(root, venv),
    args: ["-m", "ensurepip", "--default-pip"],
    env: toolEnv(root, env),
    log: logFile(root, "ensurepip"),
    what: "bringing pip into the venv",
    remedy: `put uv, which made ${venv}, back on the PATH, or delete that folder; then run the command again.`,
  });
}

/** @param {string} venv @param {import("./find-python.mjs").Python | undefined} chosen */
function uvVenv(venv, chosen) {
  // Without a Python of the system's, uv fetches its own; 3.13 has wheels of everything.
  const which = chosen === undefined ? ["--managed-python", "--python", "3.13"] : ["--python", chosen.path];
  return { command: "uv", args: ["venv", "--quiet", ...which, venv] };
}

/** What pip and uv see: a Python that uv fetches stays inside the clone. @param {string} root @param {NodeJS.ProcessEnv} env */
function toolEnv(root, env) {
  const { VIRTUAL_ENV: _other, PYTHONHOME: _home, PYTHONPATH: _path, ...rest } = env;
  return {
    ...rest,
    UV_PYTHON_INSTALL_DIR: join(root, ".tools/python"),
    UV_PYTHON_INSTALL_BIN: "0",
  };
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
