import { existsSync } from "node:fs";
import { join } from "node:path";
import { findPython } from "../../setup/find-python.mjs";
import { installRequirements, makeVenv, pythonOf } from "../../setup/python.mjs";
import { digest } from "../../setup/stamp.mjs";

const REQUIREMENTS = "book/setup/requirements.txt";

/** @param {string} root the clone's folder */
function venvOf(root) {
  return join(root, ".tools/book/venv");
}

/**
 * A venv of the book's own, each package pinned with its hashes.
 *
 * @type {import("../../setup/steps.mjs").Step}
 */
export const python = {
  id: "book-python",
  needs: [],
  megabytes: 170,
  name: "Book generator",

  key: ({ root }) => digest({ files: [join(root, REQUIREMENTS)], values: [root] }),

  isThere: ({ root }, made) => made === true && existsSync(pythonOf(root, venvOf(root))),

  async make({ root, env }) {
    const venv = venvOf(root);
    await makeVenv({ root, env, venv, chosen: findPython(env).chosen });
    await installRequirements({ root, env, venv, file: REQUIREMENTS });
    return true;
  },
};
