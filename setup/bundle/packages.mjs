import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { SetupFailure } from "../failure.mjs";
import { BUNDLE_REMEDY } from "./manifest.mjs";

/** Where the tarballs lie in a bundle. */
export const PACKAGES = "packages";

/** @typedef {{ name?: string, version: string, integrity: string, resolved?: string, optional?: boolean, devOptional?: boolean }} Locked */

/**
 * The name of a package's tarball. An alias ("xlsx": "npm:…") has its true name in the lock; the rest their place's.
 *
 * @param {string} path as package-lock.json has it: node_modules/a/node_modules/@b/c
 * @param {Locked} locked
 */
export function tarballName(path, { name = path.split("node_modules/").at(-1), version }) {
  return `${name.replace("/", "+")}-${version}.tgz`;
}

/**
 * Copies the tarballs of all packages that npm has installed, out of the cache that it was given.
 *
 * @param {{ project: string, cache: string, folder: string }} options project: where npm has installed
 */
export function collectTarballs({ project, cache, folder }) {
  mkdirSync(folder, { recursive: true });
  const { packages } = JSON.parse(readFileSync(join(project, "node_modules/.package-lock.json"), "utf8"));
  for (const [path, locked] of Object.entries(packages)) {
    copyFileSync(contentFile(cache, locked.integrity), join(folder, tarballName(path, locked)));
  }
}

/** Where npm's cache keeps what has this digest: by cacache, "content-v2". @param {string} cache @param {string} integrity */
function contentFile(cache, integrity) {
  const [, algorithm, base64] = /^(sha\d+)-(\S+)/.exec(integrity);
  const hex = Buffer.from(base64, "base64").toString("hex");
  return join(cache, "_cacache/content-v2", algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4));
}

/**
 * The clone's lock with the bundle's tarballs in it. npm checks each against the digest that the lock has anyway.
 *
 * @param {{ packages: Record<string, Locked> }} lock package-lock.json
 * @param {string} folder of the tarballs
 * @throws {SetupFailure} where one is missing that is not for other platforms only
 */
export function lockOnTarballs(lock, folder) {
  const packages = Object.entries(lock.packages).map(([path, locked]) => {
    if (path === "") return [path, locked];
    const tarball = join(folder, tarballName(path, locked));
    if (existsSync(tarball)) return [path, { ...locked, resolved: `file:${tarball}` }];
    if (locked.optional !== true && locked.devOptional !== true) {
      throw new SetupFailure(`The bundle lacks ${tarballName(path, locked)}.`, BUNDLE_REMEDY);
    }
    return [path, locked];
  });
  return { ...lock, packages: Object.fromEntries(packages) };
}

/**
 * Installs `node_modules` from a bundle: in a folder aside, as a lock that names files is not to replace the clone's.
 *
 * @param {{ root: string, bundle: string, install: (project: string, more: string[]) => Promise<void> }} options
 *   install runs `npm ci` in a project
 */
export async function installFromTarballs({ root, bundle, install }) {
  const project = join(root, ".tools/partial-packages");
  const installed = join(project, "node_modules");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  const lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const json = JSON.stringify(lockOnTarballs(lock, join(bundle, PACKAGES)));
  writeFileSync(join(project, "package-lock.json"), json);
  copyFileSync(join(root, "package.json"), join(project, "package.json"));
  await install(project, ["--offline", "--cache", join(project, "cache")]);
  forgetTarballs(join(installed, ".package-lock.json"));
  rmSync(join(root, "node_modules"), { recursive: true, force: true });
  renameSync(installed, join(root, "node_modules"));
  rmSync(project, { recursive: true });
}

/** npm's record of what it has installed is to name no file that will be gone. @param {string} file */
function forgetTarballs(file) {
  const record = JSON.parse(readFileSync(file, "utf8"));
  for (const locked of Object.values(record.packages)) delete locked.resolved;
  writeFileSync(file, JSON.stringify(record, undefined, 2) + "\n");
}
