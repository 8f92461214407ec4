import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pythonOf } from "./python.mjs";
import { digest } from "./stamp.mjs";

/**
 * The TypeScript kernel and JupyterLab's settings. What they are is `jupyter/`'s business; they land in the venv, with
 * absolute paths in them.
 *
 * @type {import("./steps.mjs").Step}
 */
export const kernel = {
  id: "kernel",
  needs: ["python"],
  megabytes: 1,
  name: "Jupyter kernel",

  key: ({ root }) => digest({ files: [join(root, "jupyter/install.mjs")], values: [root, process.execPath] }),

  isThere: ({ root }, kernels) => kernels !== undefined && kernels === installedKernels(root),

  async make({ root }) {
    const { installKernel } = await import("../jupyter/install.mjs");
    await installKernel({ root, python: pythonOf(root) });
    return installedKernels(root);
  },
};

/** The kernelspecs in the venv, as one digest. @param {string} root */
function installedKernels(root) {
  return digest({ files: filesOf(join(root, ".venv/share/jupyter/kernels")) });
}

/** All files under a folder, in a stable order. @param {string} folder @returns {string[]} */
function filesOf(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
