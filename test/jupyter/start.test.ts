import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { once } from "node:events";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LIBRARY } from "./library";
import { python, removeProject, scratchProject, until } from "./kernel-session";

// Each starts a whole JupyterLab, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 90_000 });

/** Stands for the command line: notes what it was asked. */
const COMMAND = `require("fs").appendFileSync(__dirname + "/asked", process.argv.slice(2).join(" ") + "\\n");`;

/** JupyterLab's, with the whole token. */
const ADDRESS = /(http:\S+\?token=\w+)\s/;

let project: string;
let launcher: ChildProcess;
let said: string;
beforeEach(async () => {
  project = await scratchProject({
    ...LIBRARY,
    "bin/playhead.js": COMMAND,
    "notebooks/01-ingest.ipynb": "{}",
  });
  const wrapper = path.join(project, ".venv", "bin", "python");
  await writeFile(wrapper, `#!/bin/sh\nexec "${python}" "$@"\n`);
  await chmod(wrapper, 0o755);
});
afterEach(async () => {
  launcher.kill("SIGTERM");
  await until(() => processes().length === 0);
  await removeProject(project);
});

/** A port of its own: two JupyterLabs that look for one at the same moment may both choose the usual one. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function start(): Promise<void> {
  said = "";
  const options = ["--no-browser", `--ServerApp.port=${await freePort()}`];
  launcher = spawn(process.execPath, [path.join(project, "jupyter", "start.mjs"), ...options], {
    env: { ...process.env, JUPYTER_PATH: path.join(project, ".venv", "share", "jupyter") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [launcher.stdout, launcher.stderr])
    stream?.on("data", (text) => (said += String(text)));
}

/** Starts JupyterLab and a notebook's kernel in it. @returns JupyterLab's address, with the token */
async function startWithKernel(): Promise<URL> {
  await start();
  await until(() => ADDRESS.test(said));
  const address = new URL(ADDRESS.exec(said)?.[1] ?? "");
  await until(() =>
    fetch(address).then(
      () => true,
      () => false,
    ),
  );
  const session = {
    path: "notebooks/01-ingest.ipynb",
    name: "",
    type: "notebook",
    kernel: { name: "playhead" },
  };
  const reply = await fetch(new URL(`/api/sessions${address.search}`, address), {
    method: "POST",
    body: JSON.stringify(session),
  });
  expect(reply.status).toBe(201);
  await until(() => processes().some((line) => line.includes("kernel.cjs")));
  return address;
}

/** Everything that runs for this project. */
function processes(): string[] {
  const all = execFileSync("ps", ["-A", "-ww", "-o", "args="], { encoding: "utf8" });
  return all.split("\n").filter((line) => line.includes(project) && !line.includes("vitest"));
}

const asked = async () => await readFile(path.join(project, "bin", "asked"), "utf8");
const ended = () => until(() => launcher.exitCode !== null || launcher.signalCode !== null);

test("JupyterLab opens on the first notebook, on loopback, with a token, and writes inside the project", async () => {
  const address = await startWithKernel();
  expect(address.hostname).toBe("127.0.0.1");
  expect(address.pathname).toBe("/lab/tree/notebooks/01-ingest.ipynb");
  expect((await fetch(new URL("/api/contents", address))).status).toBe(403);
  const kernels = (await (
    await fetch(new URL(`/api/kernelspecs${address.search}`, address))
  ).json()) as object;
  expect(kernels).toMatchObject({ default: "playhead", kernelspecs: { playhead: {} } });
  expect(existsSync(path.join(project, ".tools", "jupyter", "runtime"))).toBe(true);
});

test.each(["SIGINT", "SIGHUP"] as const)(
  "%s ends JupyterLab, its kernels and the broker, and passes JupyterLab's exit code on",
  async (signal) => {
    await startWithKernel();
    launcher.kill(signal);
    await ended();
    expect(launcher.exitCode).toBe(0);
    expect(await asked()).toBe("down\n");
    await until(() => processes().length === 0);
    // The watchdog saw an orderly end and has not asked a second time.
    expect(await asked()).toBe("down\n");
  },
);

test("a launcher that is killed leaves neither JupyterLab nor kernels nor the broker", async () => {
  await startWithKernel();
  launcher.kill("SIGKILL");
  await until(() => processes().length === 0);
  expect(await asked()).toBe("down\n");
});

test("without the set-up it says what to run", async () => {
  await removeProject(path.join(project, ".venv"));
  await start();
  await ended();
  expect(launcher.exitCode).toBe(1);
  expect(said).toContain("npm run setup");
});
