import { readFileSync, statSync } from "node:fs";
import { arch, platform } from "node:os";
import { join, resolve } from "node:path";
import { digest } from "../stamp.mjs";

/** What a bundle was made from: with any other of these it holds the wrong packages. */
export const LOCKS = [
  "package-lock.json",
  "setup/requirements.txt",
  "setup/requirements-java.txt",
  "setup/kafka.lock.toml",
];
/** The one file that makes a folder a bundle. */
export const MANIFEST = "bundle.json";

/**
 * What a bundle says of itself.
 *
 * @typedef {object} Manifest
 * @property {string} platform as `platformName` names it
 * @property {string[]} python for which versions there are wheels: "3.11"
 * @property {Record<string, string>} locks sha256 of each lock file
 */

/**
 * The kind of machine that ready-made packages fit: "linux-x64", "darwin-arm64", "linux-x64-musl".
 *
 * @param {{ glibcVersionRuntime?: string }} libc as Node reports it: musl has no version of glibc's
 */
export function platformName(libc = process.report.getReport().header) {
  const musl = platform() === "linux" && libc.glibcVersionRuntime === undefined;
  return `${platform()}-${arch()}${musl ? "-musl" : ""}`;
}

/** @param {string} root @returns {Record<string, string>} */
export function lockDigests(root) {
  return Object.fromEntries(LOCKS.map((file) => [file, digest({ files: [join(root, file)] })]));
}

/**
 * Where the bundle is that this set-up takes everything from: the folder that PLAYHEAD_BUNDLE names, else `bundle/` in
 * the clone where there is one.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv }} context
 * @returns {string | undefined} undefined: there is none, and what is missing comes from the network
 */
export function findBundle({ root, env }) {
  if (env.PLAYHEAD_BUNDLE) return resolve(env.PLAYHEAD_BUNDLE);
  const own = join(root, "bundle");
  return statSync(own, { throwIfNoEntry: false })?.isDirectory() ? own : undefined;
}

/**
 * Why a bundle can't be used here, in plain words, or undefined when it can.
 *
 * @param {{ root: string, bundle: string, python: number[] | undefined }} options python: the version that the
 *   venv will be made with, undefined where it is there already
 * @returns {{ what: string, remedy: string } | undefined}
 */
export function bundleProblem({ root, bundle, python }) {
  const otherwise = "Where there is a network: delete the folder, or unset PLAYHEAD_BUNDLE.";
  const manifest = readManifest(bundle);
  if (manifest === undefined) {
    const isFile = statSync(bundle, { throwIfNoEntry: false })?.isFile();
    return {
      what: isFile
        ? `${bundle} is a file, not a folder.`
        : `There is no bundle in ${bundle}, or half of one.`,
      remedy: `unpack the archive (tar -xf) and name the folder bundle/ that is in it. ${otherwise}`,
    };
  }
  if (manifest.platform !== platformName()) {
    return {
      what: `The bundle in ${bundle} is for ${manifest.platform}, this machine is ${platformName()}.`,
      remedy: `take one that \`npm run bundle\` made on such a machine. ${otherwise}`,
    };
  }
  const locks = lockDigests(root);
  const others = LOCKS.filter((file) => manifest.locks[file] !== locks[file]);
  if (others.length > 0) {
    return {
      what: `The bundle in ${bundle} was made for another version of playhead: ${others.join(", ")} differ.`,
      remedy: `use the playhead that came in the same archive, or make the bundle anew from this one. ${otherwise}`,
    };
  }
  const version = python?.slice(0, 2).join(".");
  if (version !== undefined && !manifest.python.includes(version)) {
    return {
      what: `The bundle in ${bundle} has packages for Python ${manifest.python.join(", ")}, not for ${version}.`,
      remedy: `put one of those on the PATH, by such a name as python${manifest.python.at(-1)}. ${otherwise}`,
    };
  }
  return undefined;
}

/** @param {string} bundle @returns {Manifest | undefined} */
function readManifest(bundle) {
  try {
    return JSON.parse(readFileSync(join(bundle, MANIFEST), "utf8"));
  } catch {
    return undefined;
  }
}

/** What to do where a bundle that fits lacks something, or holds what the locks don't name. */
export const BUNDLE_REMEDY =
  "the bundle is cut off or was altered: unpack the archive again, from another copy if it persists. Where there is a " +
  "network: delete the folder bundle/, or unset PLAYHEAD_BUNDLE.";
