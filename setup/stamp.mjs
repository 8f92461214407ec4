import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A digest of everything that a step's result depends on. Files count by content, other values as they are.
 *
 * @param {{ files?: string[], values?: unknown[] }} inputs
 * @returns {string} sha256, hexadecimal
 * @example digest({ files: ["setup/requirements.txt"], values: ["/home/me/playhead", "3.12.1"] })
 */
export function digest({ files = [], values = [] }) {
  const hash = createHash("sha256").update(JSON.stringify(values));
  for (const file of files) hash.update("\0").update(contentOf(file));
  return hash.digest("hex");
}

/** @param {string} file */
function contentOf(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    // What another step has yet to make: when it is there the digest is another one.
    if (error.code === "ENOENT") return "absent";
    throw error;
  }
}

/** @param {string} root @param {string} name */
function stampFile(root, name) {
  return join(root, ".tools", "stamps", `${name}.json`);
}

/**
 * Reads what `writeStamp` left, or undefined when the step never finished with these inputs.
 *
 * @param {string} root
 * @param {string} name
 * @param {string} key the digest of the inputs
 * @returns {unknown} the facts that were written with the stamp
 */
export function readStamp(root, name, key) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile(root, name), "utf8"));
    return stamp.key === key ? stamp.facts : undefined;
  } catch {
    // Never written, or cut off by a crash: either way the step is to be done.
    return undefined;
  }
}

/**
 * Says that a step is done. Called after its result is complete, and written whole or not at all.
 *
 * @param {string} root
 * @param {string} name
 * @param {string} key
 * @param {unknown} facts anything JSON, for the cheap check of the next run
 */
export function writeStamp(root, name, key, facts = true) {
  const file = stampFile(root, name);
  writeWhole(file, JSON.stringify({ key, facts }));
}

/** Before a step changes its result, it is no longer done. @param {string} root @param {string} name */
export function removeStamp(root, name) {
  rmSync(stampFile(root, name), { force: true });
}

/** Writes a file so that a reader, or a crash, sees the old content or the new. @param {string} file @param {string} text */
export function writeWhole(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, file);
}
