import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { onTestFinished, test, expect } from "vitest";
import { pythonOf } from "../../../setup/python.mjs";
import { PROJECT_ROOT } from "../../../src/config";
import { runCommand } from "../../../bench/measure/run-command";
import { until } from "../../fixtures/until";

const python = pythonOf(PROJECT_ROOT);

function node(script: string, ...args: string[]) {
  return { command: process.execPath, args: ["-e", script, ...args] };
}

const forever = new AbortController().signal;

test("counts time, processor time and memory of a command and of what it starts", async () => {
  const child =
    "const kept = Buffer.alloc(150_000_000, 1); const end = Date.now() + 700; while (Date.now() < end); kept[0] = 2;";
  const parent = `require("node:child_process").execFileSync(process.execPath, ["-e", process.argv[1]]); console.log("done");`;
  const { usage, lines } = await runCommand(node(parent, child), { python, signal: forever });
  expect(lines).toContain("done");
  expect(usage.code).toBe(0);
  expect(usage.seconds).toBeGreaterThan(0.7);
  expect(usage.cpuSeconds).toBeGreaterThan(0.3);
  expect(usage.peakBytes).toBeGreaterThan(150_000_000);
});

test("a command that fails is told with what it said", async () => {
  const run = runCommand(node(`console.error("no luck"); process.exit(3);`), { python, signal: forever });
  await expect(run).rejects.toThrow("it ended with 3:\nno luck");
});

test("a signal ends the command and all it has started", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "playhead-bench-test-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const pids = path.join(folder, "pids");
  const note = `require("node:fs").appendFileSync(${JSON.stringify(pids)}, process.pid + "\\n"); setInterval(() => {}, 1000);`;
  const parent = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(note)}]); ${note}`;
  const stopping = new AbortController();
  const run = runCommand(node(parent), { python, signal: stopping.signal });
  const noted = (): string[] => (fs.existsSync(pids) ? fs.readFileSync(pids, "utf8").trim().split("\n") : []);
  await until("both have noted their process ids", () => noted().length === 2);
  stopping.abort(new Error("enough"));
  await expect(run).rejects.toThrow("enough");
  await until("both are gone", () => noted().every((pid) => !isAlive(Number(pid))));
});

/** A zombie waits for its parent only: it is no longer alive. */
function isAlive(pid: number): boolean {
  try {
    const state = execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" });
    return !state.trim().startsWith("Z");
  } catch {
    return false;
  }
}
