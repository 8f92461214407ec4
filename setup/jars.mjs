import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { BUNDLE_REMEDY } from "./bundle/manifest.mjs";
import { logFile, run } from "./command.mjs";
import { SetupFailure } from "./failure.mjs";
import { checkJar, parseLock } from "./jar-lock.mjs";
import { pythonOf } from "./python.mjs";
import { digest, writeWhole } from "./stamp.mjs";

const REMEDY =
  "run the command again, in case the download was cut off. If it persists, your Maven repository or a proxy " +
  "delivers altered files: do not use them.";

/**
 * Kafka's jars in `.tools/kafka/`, each verified against the lock, and the class path to start them with.
 *
 * @type {import("./steps.mjs").Step}
 */
export const jars = {
  id: "kafka",
  needs: ["python"],
  megabytes: 120,
  name: "Kafka",

  key: ({ root }) => digest({ files: [lockFile(root)], values: [root] }),

  isThere({ root }, fingerprint) {
    return fingerprint === jarsFingerprint(root) && readFileOr(classpathFile(root)) !== "";
  },

  async make({ root, env, bundle }) {
    const locked = lockedJars(root);
    const what = "Kafka's jars";
    if (bundle === undefined) {
      await collect({
        root,
        locked,
        fetch: (missing, folder) => fetchWithJgo({ root, env, missing, folder, what }),
      });
    } else {
      const fetch = async (missing, folder) => takeFromBundle({ bundle, missing, folder });
      await collect({ root, locked, fetch, remedy: BUNDLE_REMEDY });
    }
    writeWhole(
      classpathFile(root),
      locked
        .map((jar) => join(jarFolder(root), jar.file))
        .sort()
        .join(":"),
    );
    return jarsFingerprint(root);
  },
};

/** @param {string} root */
function jarFolder(root) {
  return join(root, ".tools/kafka");
}

/** One line: what goes after -cp, always the same string, as the class-data archive demands. @param {string} root */
export function classpathFile(root) {
  return join(root, ".tools/classpath.txt");
}

/** @param {string} root */
function lockFile(root) {
  return join(root, "setup/kafka.lock.toml");
}

/** @param {string} root */
function lockedJars(root) {
  return parseLock(readFileSync(lockFile(root), "utf8"));
}

/** Copies the jars that the lock names into a bundle. @param {{ root: string, folder: string }} options */
export function copyJars({ root, folder }) {
  mkdirSync(folder, { recursive: true });
  for (const { file } of lockedJars(root)) copyFileSync(join(jarFolder(root), file), join(folder, file));
}

/** @param {{ bundle: string, missing: import("./jar-lock.mjs").Jar[], folder: string }} options as `collect`'s fetch */
function takeFromBundle({ bundle, missing, folder }) {
  for (const { file, path } of missing) {
    const jar = join(bundle, "jars", file);
    if (!existsSync(jar)) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(jar, join(folder, path));
  }
}

/**
 * Brings exactly the locked jars into a folder, `.tools/kafka/` unless another is named. Jars that are there already (from an interrupted run, or of a
 * lock that changed little) are kept when their digest is right; the folder is swapped in whole.
 *
 * @param {{ root: string, locked: import("./jar-lock.mjs").Jar[],
 *   fetch: (missing: import("./jar-lock.mjs").Jar[], folder: string) => Promise<void>, remedy?: string, finished?: string }} options
 *   `fetch` puts jars into a Maven-style folder; whatever it brings is verified here; `remedy` tells what to do where it fails
 * @throws {SetupFailure} when a fetched jar is not what the lock says
 */
export async function collect({ root, locked, fetch, remedy = REMEDY, finished = jarFolder(root) }) {
  const partial = join(root, ".tools/partial");
  const [gathered, repository] = [join(partial, "kafka"), join(partial, "repository")];
  mkdirSync(gathered, { recursive: true });

  /** @param {import("./jar-lock.mjs").Jar} jar */
  const gather = (jar) => {
    for (const source of [join(finished, jar.file), join(repository, jar.path)]) {
      const state = checkJar(source, jar);
      if (state === "ok") renameSync(source, join(gathered, jar.file));
      // Half-downloaded or damaged: jgo would take it for finished.
      if (state === "different") rmSync(source);
      if (state === "ok") return true;
    }
    return false;
  };
  const isGathered = (jar) => checkJar(join(gathered, jar.file), jar) === "ok" || gather(jar);

  const missing = locked.filter((jar) => !isGathered(jar));
  if (missing.length > 0) await fetch(missing, repository);
  for (const jar of missing) {
    const state = checkJar(join(repository, jar.path), jar);
    if (state !== "ok") refuse(jar, state, join(repository, jar.path), remedy);
    renameSync(join(repository, jar.path), join(gathered, jar.file));
  }
  const names = new Set(locked.map((jar) => jar.file));
  for (const file of readdirSync(gathered)) if (!names.has(file)) rmSync(join(gathered, file));
  rmSync(finished, { recursive: true, force: true });
  renameSync(gathered, finished);
  rmSync(partial, { recursive: true });
}

/** @param {import("./jar-lock.mjs").Jar} jar @param {"absent" | "different"} state @param {string} file @param {string} remedy */
function refuse(jar, state, file, remedy) {
  rmSync(file, { force: true });
  const what = state === "absent" ? "was not delivered" : "is not the file that the lock names";
  throw new SetupFailure(`${jar.file} ${what}: expected sha256 ${jar.sha256}. It was not used.`, remedy);
}

/**
 * @param {{ root: string, env: NodeJS.ProcessEnv, missing: import("./jar-lock.mjs").Jar[], folder: string,
 *   what: string }} options `what` names the jars in the error, e.g. "Kafka's jars"
 */
export async function fetchWithJgo({ root, env, missing, folder, what }) {
  await run({
    command: pythonOf(root),
    args: [join(root, "setup/fetch-jars.py"), folder, ...missing.map((jar) => jar.coordinate)],
    env: { ...env, JGO_CACHE_DIR: join(root, ".tools/partial/jgo"), M2_REPO: folder },
    log: logFile(root, "jars"),
    what: `fetching ${what}`,
    remedy: "usually the network: run the command again, what was fetched is kept.",
  });
}

/** Names, sizes and times of the jars: cheap to ask, and different as soon as one was touched. @param {string} root */
export function jarsFingerprint(root, folder = jarFolder(root)) {
  try {
    const of = (file) => [file, statSync(join(folder, file)).size, statSync(join(folder, file)).mtimeMs];
    return digest({ values: readdirSync(folder).sort().map(of) });
  } catch {
    return "";
  }
}

/** @param {string} file */
function readFileOr(file, otherwise = "") {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
}
