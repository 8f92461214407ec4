// `npm start`: JupyterLab on the first notebook, and when it ends, the embedded Kafka broker with it.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { endProcess, stopBroker } from "./ending.mjs";

const FIRST_NOTEBOOK = "notebooks/01-ingest.ipynb";
const root = path.dirname(import.meta.dirname);
const python = path.join(root, ".venv", "bin", "python");

if (!existsSync(path.join(root, ".venv", "share", "jupyter", "kernels", "playhead", "kernel.json"))) {
  console.error(
    "The set-up has not been run in this folder. Run `npm start`, or `npm run setup` for that part alone.",
  );
  process.exit(1);
}

const watchdog = spawn(process.execPath, [path.join(root, "jupyter", "watchdog.mjs")], {
  stdio: ["pipe", "ignore", "ignore"],
  detached: true,
});
watchdog.unref();

console.log(
  `JupyterLab opens in the browser, on ${FIRST_NOTEBOOK}; where no browser appears, use the address below.`,
);
console.log("To stop it all (JupyterLab, its notebooks, the embedded Kafka broker), press Ctrl-C once.\n");
// In a session of its own, so that Ctrl-C reaches this launcher alone, which then ends everything in order.
const lab = spawn(python, ["-m", "jupyterlab", ...settings(), ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, ...folders() },
  stdio: ["ignore", "inherit", "inherit"],
  detached: true,
});
const ended = new Promise((resolve) => lab.on("close", (code) => resolve(code ?? 1)));
watchdog.stdin.write(`${lab.pid}\n`);

// A closed terminal takes no more output; that is no reason to leave the broker behind.
process.stdout.on("error", () => {});
let ending;
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => (ending ??= endProcess(lab.pid)));

const exitCode = await ended;
await stopBroker(root, ["ignore", "inherit", "inherit"]);
watchdog.stdin.end("done\n");
process.exit(exitCode);

/** Loopback only; the token stays, as JupyterLab makes it. */
function settings() {
  return [
    `--ServerApp.root_dir=${root}`,
    `--LabApp.default_url=/lab/tree/${FIRST_NOTEBOOK}`,
    "--ServerApp.ip=127.0.0.1",
    "--Application.log_level=WARN",
    // Jupyter refuses to run as root unless told to; in a container root is often the only user.
    ...(process.getuid() === 0 ? ["--allow-root"] : []),
  ];
}

/** Everything that Jupyter writes stays inside the clone; the user's own Jupyter settings stay out of it. */
function folders() {
  const own = (name) => path.join(root, ".tools", "jupyter", name);
  return {
    JUPYTER_CONFIG_DIR: own("config"),
    JUPYTER_DATA_DIR: own("data"),
    JUPYTER_RUNTIME_DIR: own("runtime"),
    JUPYTERLAB_SETTINGS_DIR: own("lab/user-settings"),
    JUPYTERLAB_WORKSPACES_DIR: own("lab/workspaces"),
    IPYTHONDIR: own("ipython"),
    PYTHONNOUSERSITE: "1",
  };
}
