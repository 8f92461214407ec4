// Registers the kernel with the project's own JupyterLab (.venv) and makes that a calm place: nothing is written
// outside the clone. Called by the set-up.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Writes the kernel specification and JupyterLab's settings; files that are right already stay untouched.
 *
 * @param {{ root: string }} options root: the clone's folder, with JupyterLab installed in its .venv
 * @returns {Promise<boolean>} whether anything had to be written
 */
export async function installKernel({ root }) {
  const share = path.join(root, ".venv", "share", "jupyter");
  const files = {
    [path.join(share, "kernels", "playhead", "kernel.json")]: kernelSpecification(root),
    [path.join(share, "lab", "settings", "overrides.json")]: LAB_SETTINGS,
    [path.join(root, ".venv", "etc", "jupyter", "jupyter_server_config.json")]: SERVER_SETTINGS,
  };
  const written = await Promise.all(Object.entries(files).map(([file, content]) => writeJson(file, content)));
  return written.includes(true);
}

/** https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs */
function kernelSpecification(root) {
  return {
    // Absolute, because Jupyter starts kernels in the notebook's folder and VS Code with another PATH.
    argv: [process.execPath, path.join(root, "jupyter", "kernel.cjs"), "{connection_file}"],
    display_name: "TypeScript (playhead)",
    language: "typescript",
    interrupt_mode: "signal",
    metadata: { debugger: false },
  };
}

/** A first visit without pop-ups, and nothing that asks the network. */
const LAB_SETTINGS = {
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
  "@jupyterlab/extensionmanager-extension:plugin": { enabled: false },
  // A notebook starts its kernel without asking which, and a closed one leaves none behind.
  "@jupyterlab/notebook-extension:tracker": { autoStartDefaultKernel: true, kernelShutdown: true },
};

/** Only our kernel is offered: a Python notebook could not import the library. */
const SERVER_SETTINGS = {
  MappingKernelManager: { default_kernel_name: "playhead" },
  KernelSpecManager: { ensure_native_kernel: false, allowed_kernelspecs: ["playhead"] },
  LabApp: {
    news_url: null,
    check_for_updates_class: "jupyterlab.NeverCheckForUpdate",
    extension_manager: "readonly",
  },
};

/** Whole or not at all: a set-up that is interrupted leaves no half file. */
async function writeJson(file, content) {
  const text = JSON.stringify(content, undefined, 2) + "\n";
  if ((await readFile(file, "utf8").catch(() => undefined)) === text) return false;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
  return true;
}
