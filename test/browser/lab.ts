import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { scratchCopy } from "../fixtures/scratch-copy";
import { until } from "../fixtures/until";
import { launchChromium } from "./chromium";
import { OpenNotebook, PATIENCE } from "./open-notebook";

export interface LabOptions {
  viewport?: { width: number; height: number };
  /** JupyterLab's name of a theme. */
  theme?: string;
}

/** JupyterLab as `npm start` starts it, and a browser before it. */
export interface Lab {
  page: Page;
  /** The home folder of broker and database. */
  home: string;
  /** Every address that the browser has asked for or has opened a socket to. */
  requests: string[];
  /** Opens a notebook and waits until its kernel is ready. */
  open(notebook: string): Promise<OpenNotebook>;
  /** The command lines of JupyterLab, its kernels and the broker, as far as they run. */
  processes(): string[];
  /** Closes the browser and ends JupyterLab as Ctrl-C does. */
  close(): Promise<void>;
  /** Removes what was on the disk. */
  remove(): Promise<void>;
}

/**
 * On a copy of the project, with settings of its own: JupyterLab saves notebooks when it likes, and remembers what
 * its user has set and opened.
 */
export async function openLab({
  viewport = { width: 1280, height: 900 },
  theme = "JupyterLab Light",
}: LabOptions = {}): Promise<Lab> {
  const folder = await fs.mkdtemp(path.join(await fs.realpath(os.tmpdir()), "playhead-lab-"));
  const home = path.join(folder, "home");
  const remove = (): Promise<void> => fs.rm(folder, { recursive: true, force: true });
  await scratchCopy(folder);
  await setTheme(folder, theme);
  const launcher = spawn(process.execPath, [path.join(folder, "jupyter", "start.mjs"), "--no-browser"], {
    env: { ...process.env, PLAYHEAD_HOME: home, KAFKA_BROKERS: "", PLAYHEAD_PREFIX: "", PLAYHEAD_DATA: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  try {
    const address = await addressOf(launcher);
    const browser = await launchChromium();
    const page = await browser.newPage({ viewport });
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("websocket", (socket) => requests.push(socket.url()));
    return {
      page,
      home,
      requests,
      open: (notebook) => open(page, address, path.join(folder, "notebooks", notebook)),
      processes: () => processesOf(folder),
      close: () => close(launcher, browser),
      remove,
    };
  } catch (error) {
    await close(launcher, undefined);
    await remove();
    throw error;
  }
}

async function setTheme(folder: string, theme: string): Promise<void> {
  const settings = path.join(folder, ".tools/jupyter/lab/user-settings/@jupyterlab/apputils-extension");
  await fs.mkdir(settings, { recursive: true });
  await fs.writeFile(path.join(settings, "themes.jupyterlab-settings"), JSON.stringify({ theme }));
}

/** What runs for the copy has its folder on the command line. */
function processesOf(folder: string): string[] {
  const all = execFileSync("ps", ["-A", "-ww", "-o", "args="], { encoding: "utf8" });
  return all.split("\n").filter((line) => line.includes(folder));
}

/** The address that JupyterLab prints, once it answers there. */
async function addressOf(launcher: ChildProcess): Promise<URL> {
  let said = "";
  for (const stream of [launcher.stdout, launcher.stderr])
    stream?.on("data", (text) => (said += String(text)));
  const found = (): string | undefined => /(http:\S+\?token=\w+)\s/.exec(said)?.[1];
  await until("JupyterLab prints its address", () => found() !== undefined, PATIENCE);
  const address = new URL(found() ?? "");
  const answers = (): Promise<boolean> =>
    fetch(address).then(
      () => true,
      () => false,
    );
  await until("JupyterLab answers", answers, PATIENCE);
  return address;
}

/** A list that is drawn anew between two clicks takes them for one each: whoever sees no notebook clicks again. */
async function openFromList(page: Page, listed: Locator, name: string): Promise<void> {
  const tab = page.locator("#jp-main-dock-panel .lm-TabBar-tab", { hasText: name });
  const dialog = page.locator(".jp-Dialog-content");
  const opened = async (): Promise<boolean> => {
    if ((await dialog.count()) > 0)
      throw new Error(`JupyterLab asks something first: ${await dialog.first().innerText()}`);
    await listed.dblclick();
    return tab.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
  };
  await until(`${name} is opened`, opened, PATIENCE);
}

async function open(page: Page, address: URL, file: string): Promise<OpenNotebook> {
  const name = path.basename(file);
  const listed = page.locator(".jp-DirListing-item", { hasText: name });
  // The first one by its address, which loads JupyterLab; the others from the list of files beside it.
  if ((await listed.count()) > 0) await openFromList(page, listed, name);
  else await page.goto(new URL(`/lab/tree/notebooks/${name}${address.search}`, address).href);
  const notebook = new OpenNotebook(page, file);
  await notebook.ready();
  return notebook;
}

async function close(launcher: ChildProcess, browser: Browser | undefined): Promise<void> {
  await browser?.close();
  const ended = new Promise((resolve) => launcher.once("exit", resolve));
  if (launcher.exitCode !== null) return;
  launcher.kill("SIGINT");
  await ended;
}
