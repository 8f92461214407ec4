import { accessSync, constants, statfsSync } from "node:fs";
import { arch, platform, release, totalmem } from "node:os";
import { bundleProblem } from "./bundle/manifest.mjs";
import { findPython, findUv, isNewEnough, MINIMUM_PYTHON } from "./find-python.mjs";

const MB = 1_000_000;
/** JupyterLab, one kernel with its frames and charts, and the broker, side by side. */
const MEMORY_TOO_LITTLE = 1_500 * MB;
const MEMORY_TIGHT = 3_500 * MB;
/** For the broker's data and the database, beside what is still to be installed. */
const DISK_TO_WORK = 200 * MB;

/**
 * What the machine is like, as far as it decides whether playhead can run here.
 *
 * @typedef {object} Facts
 * @property {string} platform as os.platform()
 * @property {string} release as os.release()
 * @property {string} arch as os.arch()
 * @property {string} root the clone's folder
 * @property {string} notWritable why the clone can't be written to, or ""
 * @property {number} memory bytes that this process may use, a container's limit included
 * @property {number} disk free bytes where the clone lies
 * @property {number} diskNeeded bytes that what is still to be installed takes
 * @property {{ uv: string | undefined, chosen: object | undefined, seen: import("./find-python.mjs").Python[] }
 *   | undefined} python undefined where the venv is there already
 * @property {string} [bundle] the folder that everything is to be taken from
 * @property {{ what: string, remedy: string }} [bundleProblem] why it can't be
 */

/**
 * Asks the machine.
 *
 * @param {import("./steps.mjs").Context} context
 * @param {{ megabytes: number, needsPython: boolean }} todo what is still to be installed
 * @returns {Facts}
 */
export function gatherFacts({ root, env, bundle }, { megabytes, needsPython }) {
  const { bavail, bsize } = statfsSync(root);
  const python = needsPython ? { uv: findUv(env), ...findPython(env) } : undefined;
  return {
    platform: platform(),
    release: release(),
    arch: arch(),
    root,
    notWritable: notWritable(root),
    memory: memoryLimit(),
    disk: bavail * bsize,
    diskNeeded: megabytes * MB + DISK_TO_WORK,
    python,
    bundle,
    bundleProblem:
      bundle === undefined ? undefined : bundleProblem({ root, bundle, python: python?.chosen?.version }),
  };
}

/**
 * Everything that is in the way, all at once, so that nobody mends one thing after the other.
 *
 * @param {Facts} facts
 * @returns {{ problems: Array<{ what: string, remedy: string }>, warnings: string[] }}
 */
export function findProblems(facts) {
  const problems = [systemProblem(facts), writeProblem(facts), memoryProblem(facts), diskProblem(facts)];
  if (facts.python !== undefined) problems.push(pythonProblem(facts.python, facts.bundle));
  problems.push(facts.bundleProblem);
  return { problems: problems.filter((problem) => problem !== undefined), warnings: findWarnings(facts) };
}

/** @param {Facts} facts */
function systemProblem({ platform, release, arch }) {
  if (platform === "win32") {
    return {
      what: "Windows itself is not supported, Windows with WSL2 is.",
      remedy: "run `wsl --install` in PowerShell, open Ubuntu, and clone and start playhead there.",
    };
  }
  // WSL1 names itself "4.4.0-19041-Microsoft", WSL2 "5.15.90.1-microsoft-standard-WSL2".
  if (/-Microsoft$/.test(release)) {
    return {
      what: "This is WSL1; playhead needs WSL2.",
      remedy: "run `wsl --set-version <distribution> 2` in PowerShell.",
    };
  }
  if (platform !== "linux" && platform !== "darwin") {
    return {
      what: `playhead does not run on ${platform}.`,
      remedy: "use Linux, macOS or Windows with WSL2.",
    };
  }
  if (arch !== "x64" && arch !== "arm64") {
    return {
      what: `There is no DuckDB for ${arch} processors.`,
      remedy: "use a machine with an x64 or arm64 processor.",
    };
  }
  return undefined;
}

/** @param {Facts} facts */
function writeProblem({ root, notWritable }) {
  if (notWritable === "") return undefined;
  return {
    what: `The clone ${root} can't be written to (${notWritable}).`,
    remedy: "make it yours (chown, chmod), or clone into a folder of your own.",
  };
}

/** @param {Facts} facts */
function memoryProblem({ memory }) {
  if (memory >= MEMORY_TOO_LITTLE) return undefined;
  return {
    what: `${inGB(memory)} of memory is too little for JupyterLab, a kernel and Kafka: ${inGB(MEMORY_TOO_LITTLE)} is the least.`,
    remedy: "give the machine or the container more memory.",
  };
}

/** @param {Facts} facts */
function diskProblem({ disk, diskNeeded, root }) {
  if (disk >= diskNeeded) return undefined;
  return {
    what: `${inGB(disk)} of free disk at ${root} is too little: ${inGB(diskNeeded)} are needed.`,
    remedy: "make room, or clone onto another disk.",
  };
}

/** @param {NonNullable<Facts["python"]>} python @param {Facts["bundle"]} bundle */
function pythonProblem({ uv, chosen, seen }, bundle) {
  if (chosen !== undefined) return undefined;
  if (uv !== undefined) {
    // uv would fetch one.
    return bundle === undefined
      ? undefined
      : {
          what: "There is no Python, and a bundle brings none.",
          remedy: "where there is a network: uv python install 3.13, and put that Python on the PATH.",
        };
  }
  const least = MINIMUM_PYTHON.join(".");
  const crippled = seen.find((python) => isNewEnough(python.version) && python.implementation === "cpython");
  if (crippled !== undefined) {
    const [major, minor] = crippled.version;
    return {
      what: `Python ${crippled.version.join(".")} (${crippled.path}) can't make virtual environments: its modules venv or ensurepip are missing.`,
      remedy: `on Debian and Ubuntu: sudo apt install python${major}.${minor}-venv. Or install uv (docs.astral.sh/uv).`,
    };
  }
  const found = seen.map(({ version, path }) => `${version.join(".")} at ${path}`).join(", ");
  return {
    what:
      found === "" ? "There is no Python and no uv." : `There is no Python ${least} or newer, only ${found}.`,
    remedy:
      `install Python ${least} or newer (Debian, Ubuntu: sudo apt install python3 python3-venv; ` +
      "macOS: brew install python), or uv (docs.astral.sh/uv), which brings its own.",
  };
}

/** @param {Facts} facts */
function findWarnings({ memory, release, root }) {
  const warnings = [];
  if (memory >= MEMORY_TOO_LITTLE && memory < MEMORY_TIGHT) {
    warnings.push(`${inGB(memory)} of memory is tight: keep one notebook open at a time.`);
  }
  if (/microsoft/i.test(release) && root.startsWith("/mnt/")) {
    warnings.push(
      `${root} lies on a Windows drive, which WSL reads slowly: a clone in your Linux home is much faster.`,
    );
  }
  return warnings;
}

/** @param {number} bytes */
function inGB(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function memoryLimit() {
  // Of a container; 0 or an absurdly large number where there is no limit.
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** @param {string} root */
function notWritable(root) {
  try {
    accessSync(root, constants.W_OK | constants.X_OK);
    return "";
  } catch (error) {
    return error.code;
  }
}
