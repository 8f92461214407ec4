import path from "node:path";
import { chromium, type Browser } from "playwright-core";
import { isExecutable } from "../fixtures/executable";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** The browser on this machine: the one that PLAYHEAD_CHROMIUM names, else the first that is on the path. */
export function findChromium(env = process.env): string | undefined {
  if (env["PLAYHEAD_CHROMIUM"]) return env["PLAYHEAD_CHROMIUM"];
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))).find(isExecutable);
}

/** Starts a browser that knows no address but this machine's own, and asks nobody for anything on its own account. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error("There is no Chromium: install one, or name it with PLAYHEAD_CHROMIUM");
  }
  return chromium.launch({
    executablePath,
    args: [
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      // Its sandbox refuses to work for root, who is often the only user of a container.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });
}
