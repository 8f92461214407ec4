import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SetupFailure } from "./failure.mjs";

const GUARD = fileURLToPath(new URL("guard.mjs", import.meta.url));
/** Lines of a failed command's output that are shown. */
const SHOWN = 25;

/**
 * Starts a command whose output goes to a log file and which does not outlive this process.
 *
 * @param {{ command: string, args: string[], log: string, cwd?: string, env?: NodeJS.ProcessEnv }} job
 * @returns {import("node:child_process").ChildProcess} SIGTERM to it reaches the command
 */
export function start({ command, args, log, cwd, env }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, "w");
  const child = spawn(process.execPath, [GUARD, command, ...args], {
    cwd,
    env,
    stdio: ["pipe", output, output],
  });
  closeSync(output);
  return child;
}

/**
 * Runs a command to its end.
 *
 * @param {{ command: string, args: string[], log: string, cwd?: string, env?: NodeJS.ProcessEnv, what: string,
 *   remedy: string }} job `what` names it in the error, e.g. "npm ci"; `remedy` says what usually helps
 * @throws {SetupFailure} when it exits with anything but 0: with the end of its output
 */
export async function run(job) {
  const child = start(job);
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new SetupFailure(`${job.what} failed (exit ${code}):\n${tail(job.log)}`, job.remedy);
}

/** The last lines of a log. @param {string} log */
export function tail(log) {
  const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-SHOWN);
  return [...lines.map((line) => `  | ${line}`), `  (all of it: ${log})`].join("\n");
}

/** Where a step's log lies. @param {string} root @param {string} name */
export function logFile(root, name) {
  return join(root, ".tools", "logs", `${name}.log`);
}
