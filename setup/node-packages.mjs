import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { logFile, run } from "./command.mjs";
import { BUNDLE_REMEDY } from "./bundle/manifest.mjs";
import { installFromTarballs } from "./bundle/packages.mjs";
import { digest } from "./stamp.mjs";

/**
 * `node_modules`, as package-lock.json says. What a manual `npm ci` or `npm install` made is good too: npm's own record
 * of what it installed decides, not who ran npm.
 *
 * @type {import("./steps.mjs").Step}
 */
export const nodePackages = {
  id: "node-packages",
  needs: [],
  megabytes: 1000,
  name: "Node packages",

  key: ({ root }) => digest({ files: [join(root, "package-lock.json")], values: [root] }),

  isThere({ root }) {
    const installed = readPackages(join(root, "node_modules/.package-lock.json"));
    const wanted = readPackages(join(root, "package-lock.json"));
    if (installed === undefined || wanted === undefined) return false;
    const folderIsThere = (path) => existsSync(join(root, path, "package.json"));
    return matchesLock(wanted, installed) && Object.keys(installed).every(folderIsThere);
  },

  async make({ root, env, bundle }) {
    if (bundle === undefined) {
      const remedy = "usually the network: run the command again, what was fetched is in npm's cache.";
      return npmCi({ root, env, cwd: root, more: [], remedy });
    }
    const install = (cwd, more) => npmCi({ root, env, cwd, more, remedy: BUNDLE_REMEDY });
    return installFromTarballs({ root, bundle, install });
  },
};

/**
 * Installs what a lock names.
 *
 * @param {{ root: string, env: NodeJS.ProcessEnv, cwd: string, more: string[], remedy: string }} options cwd: where the
 *   lock lies and the packages go
 */
export async function npmCi({ root, env, cwd, more, remedy }) {
  const npm = npmCommand(env);
  await run({
    ...npm,
    // No install scripts: the packages that have some bring what they need ready-made. Dev tools count too, whatever
    // NODE_ENV says: the tests and the type checks are part of the workbook.
    args: [
      ...npm.args,
      "ci",
      "--ignore-scripts",
      "--include=dev",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      ...more,
    ],
    cwd,
    env,
    log: logFile(root, "node-packages"),
    what: "npm ci",
    remedy,
  });
}

/**
 * Whether everything that the lock wants is installed, in that very version. Optional packages are for other platforms
 * and may be missing; npm leaves out those that don't fit.
 *
 * @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }>} Packages
 * @param {Packages} wanted the `packages` of package-lock.json
 * @param {Packages} installed the `packages` of node_modules/.package-lock.json
 */
export function matchesLock(wanted, installed) {
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    if (path === "") return true;
    const found = installed[path];
    if (found === undefined) return optional === true || devOptional === true;
    return found.version === version && found.integrity === integrity;
  });
}

/** @param {string} file @returns {Packages | undefined} undefined where npm has not finished */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** The npm that is running this, where one is, else the PATH's. @param {NodeJS.ProcessEnv} env */
function npmCommand(env) {
  const isNpm = /npm-cli\.c?js$/.test(env.npm_execpath ?? "");
  return isNpm ? { command: process.execPath, args: [env.npm_execpath] } : { command: "npm", args: [] };
}
