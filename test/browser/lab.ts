import { spawn, type ChildProcess } from "node:child_process";
import fs from "node:fs/promises";
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { PROJECT_ROOT } from "../../src/config";
import { until } from "../fixtures/until";

/** Debian's Chromium, or the one that PLAYHEAD_CHROMIUM names. */
export const CHROMIUM = process.env["PLAYHEAD_CHROMIUM"] ?? "/usr/bin/chromium";

export function hasChromium(): boolean {
  return existsSync(CHROMIUM);
}

/** A browser that asks nobody for anything on its own account. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Longer than any cell takes, on a machine that has other things to do as well. */
const PATIENCE = 240_000;

/** JupyterLab as `npm start` starts it, and a browser before it. */
export interface Lab {
  page: Page;
  /** Every address that the browser has asked for. */
  requests: string[];
  /** Opens a notebook and waits until its kernel is ready. */
  open(): Promise<void>;
  /** Runs all cells and waits until the last one is done. Returns what went wrong, if anything. */
  runAll(): Promise<string[]>;
  close(): Promise<void>;
}

/** @param home the home folder of broker and database */
export async function openLab(
  home: string,
  notebook: string,
  viewport = { width: 1280, height: 900 },
): Promise<Lab> {
  const launcher = spawn(
    process.execPath,
    [path.join(PROJECT_ROOT, "jupyter", "start.mjs"), "--no-browser"],
    {
      env: { ...process.env, PLAYHEAD_HOME: home, KAFKA_BROKERS: "", PLAYHEAD_PREFIX: "" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  try {
    const address = await addressOf(launcher);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
    const page = await browser.newPage({ viewport });
    // The notebooks are the project's own files: what is run here must not be saved into them.
    await page.route("**/api/contents/**", (route) =>
      route.request().method() === "PUT" ? route.abort() : route.continue(),
    );
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    return {
      page,
      requests,
      open: () => open(page, address, notebook),
      runAll: () => runAll(page, notebook),
      close: () => close(launcher, browser),
    };
  } catch (error) {
    await close(launcher, undefined);
    throw error;
  }
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

async function open(page: Page, address: URL, notebook: string): Promise<void> {
  await page.goto(new URL(`/lab/tree/notebooks/${notebook}${address.search}`, address).href);
  const toolbar = page.locator(".jp-NotebookPanel-toolbar");
  await toolbar.getByText("TypeScript (playhead)").waitFor({ timeout: PATIENCE });
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor({ timeout: PATIENCE });
}

async function runAll(page: Page, notebook: string): Promise<string[]> {
  const cells = await codeCells(notebook);
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
  // JupyterLab keeps cells that are out of sight off the page, and goes to the last one as it runs. A kernel that
  // has just started numbers the cells from 1, so the last one's number says that all have run.
  const lastHasRun = page.locator(".jp-CodeCell .jp-InputPrompt", { hasText: `[${cells}]` });
  const over = async (): Promise<boolean> =>
    (await lastHasRun.count()) > 0 || (await failures(page)).length > 0;
  await until("every cell has run", over, PATIENCE);
  return failures(page);
}

async function codeCells(notebook: string): Promise<number> {
  const text = await fs.readFile(path.join(PROJECT_ROOT, "notebooks", notebook), "utf8");
  const { cells } = JSON.parse(text) as { cells: { cell_type: string }[] };
  return cells.filter(({ cell_type }) => cell_type === "code").length;
}

function failures(page: Page): Promise<string[]> {
  return page
    .locator('.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.error"]')
    .allInnerTexts();
}

async function close(launcher: ChildProcess, browser: Browser | undefined): Promise<void> {
  await browser?.close();
  const ended = new Promise((resolve) => launcher.once("exit", resolve));
  if (launcher.exitCode !== null) return;
  launcher.kill("SIGINT");
  await ended;
}
