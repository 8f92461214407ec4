// `npm run book`: executes the notebooks and makes a small static site of them and of the docs, for reading offline.
import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { firstPage, loadedFromElsewhere } from "./pages";

const root = path.dirname(__dirname);
const tools = path.join(root, ".tools", "book");
const home = path.join(tools, "home");
const source = path.join(tools, "source");
const site = path.join(root, "book", "site");

async function main(): Promise<void> {
  run(process.execPath, [path.join(root, "bin", "playhead.js"), "walkthrough"], { PLAYHEAD_HOME: home });
  for (const folder of [source, path.join(tools, "built")])
    await fs.rm(folder, { recursive: true, force: true });
  const notebooks = await copy(path.join(home, "walkthrough"), "notebooks", ".ipynb");
  const docs = await copy(path.join(root, "docs"), "docs", ".md");
  await fs.writeFile(path.join(source, "index.md"), firstPage(notebooks, docs));
  const sphinx = [
    "-m",
    "sphinx",
    "--quiet",
    "--fresh-env",
    "--fail-on-warning",
    "--conf-dir",
    path.join(root, "book"),
  ];
  // MyST-NB keeps what it has read of the notebooks beside the folder that it is told to write to.
  const built = path.join(tools, "built", "html");
  run(path.join(tools, "venv", "bin", "python"), [
    ...sphinx,
    "-d",
    path.join(tools, "built", "doctrees"),
    source,
    built,
  ]);
  await fs.rm(site, { recursive: true, force: true });
  await fs.cp(built, site, { recursive: true });
  await refuseLoading();
  console.log(`${notebooks.length} notebooks, ${docs.length} other pages: open book/site/index.html`);
}

function run(command: string, args: string[], env: Record<string, string> = {}): void {
  const { status, error } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${path.basename(command)} ended with exit code ${status}`);
}

/** Copies the files of a kind into a folder of the source, and gives their names in order. */
async function copy(from: string, to: string, ending: string): Promise<string[]> {
  const names = (await fs.readdir(from)).filter((name) => name.endsWith(ending)).sort();
  await fs.mkdir(path.join(source, to), { recursive: true });
  for (const name of names) await fs.copyFile(path.join(from, name), path.join(source, to, name));
  return names;
}

/** A book for a room without a network must not ask for one. */
async function refuseLoading(): Promise<void> {
  const files = (await fs.readdir(site, { recursive: true })).filter((name) => /\.(?:html|css)$/.test(name));
  for (const name of files) {
    const [address] = loadedFromElsewhere(await fs.readFile(path.join(site, name), "utf8"));
    if (address !== undefined) throw new Error(`book/site/${name} would load ${address}`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
