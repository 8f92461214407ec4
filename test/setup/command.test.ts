import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test, vi } from "vitest";
import { run } from "../../setup/command.mjs";
import { temporaryFolder } from "./temporary";

test("a command that fails is told with the end of its output, its log and what to do", async () => {
  const log = join(temporaryFolder(), "logs/npm.log");
  const job = {
    command: "sh",
    args: ["-c", "echo 'no such host' >&2; exit 3"],
    log,
    what: "npm ci",
    remedy: "retry",
  };
  await expect(run(job)).rejects.toMatchObject({
    message: `npm ci failed (exit 3):\n  | no such host\n  (all of it: ${log})`,
    remedy: "retry",
  });
});

test("a program that is not there is told by name", async () => {
  const log = join(temporaryFolder(), "log");
  const job = { command: "no-such-program", args: [], log, what: "the venv", remedy: "install it" };
  await expect(run(job)).rejects.toThrow(/the venv failed \(exit 127\):\n.*no-such-program/);
});

test("what a killed set-up had started, and what that had started, ends with it", async () => {
  const folder = temporaryFolder();
  const pids = join(folder, "pids");
  const job = {
    command: "sh",
    args: ["-c", `sleep 600 & echo "$$ $!" > ${pids}.new; mv ${pids}.new ${pids}; wait`],
    log: join(folder, "log"),
    what: "",
    remedy: "",
  };
  const script = `
    import { run } from ${JSON.stringify(pathToFileURL("setup/command.mjs").href)};
    await run(${JSON.stringify(job)});`;
  const setup = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
  await vi.waitUntil(() => existsSync(pids), { timeout: 20_000 });
  setup.kill("SIGKILL");
  await once(setup, "exit");
  const started = readFileSync(pids, "utf8").trim().split(" ").map(Number);
  expect(started).toHaveLength(2);
  await vi.waitUntil(() => !started.some(isRunning), { timeout: 20_000 });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // In a container without an init, a process whose parent is gone stays as a zombie: ended, but still listed.
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return true;
  }
}
