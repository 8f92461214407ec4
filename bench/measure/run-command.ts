import { spawn } from "node:child_process";
import path from "node:path";
import { PROJECT_ROOT } from "../../src/config";

export interface Command {
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** What a process took from its start to its end. */
export interface Usage {
  /** Exit code; negative: the signal that ended it. */
  code: number;
  /** Wall clock. */
  seconds: number;
  /** User and system, of the process and all it waited for. */
  cpuSeconds: number;
  /** Peak of resident memory of the process and its descendants. */
  peakBytes: number;
}

export interface RunCommandOptions {
  /** The Python that runs usage.py. */
  python: string;
  /** Ends the command, and makes the call throw the signal's reason. */
  signal: AbortSignal;
}

/** Lines of a failed command's output that are shown. */
const SHOWN = 12;

/**
 * Runs a command to its end, in the project's folder, and counts what it takes.
 *
 * @returns its usage, and the lines of its standard output
 * @throws Error with the end of its output where it fails
 */
export async function runCommand(
  { command, args, env }: Command,
  { python, signal }: RunCommandOptions,
): Promise<{ usage: Usage; lines: string[] }> {
  signal.throwIfAborted();
  const wrapper = path.join(PROJECT_ROOT, "bench/measure/usage.py");
  // In a group of its own: a Ctrl-C in the terminal is ours to pass on.
  const child = spawn(python, [wrapper, command, ...args], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...env },
    detached: true,
  });
  // The kill reaches the command through usage.py.
  const end = (): void => void child.kill("SIGTERM");
  signal.addEventListener("abort", end, { once: true });
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  try {
    await new Promise<void>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", () => resolve());
    });
  } finally {
    signal.removeEventListener("abort", end);
  }
  signal.throwIfAborted();
  const all = output.split("\n");
  const usage = all.map(usageIn).findLast((found) => found !== undefined);
  const lines = all.filter((line) => usageIn(line) === undefined);
  if (usage?.code === 0) return { usage, lines };
  const told = `${lines.join("\n")}\n${complaint}`.trim();
  throw new Error(`it ended with ${usage?.code ?? "no word"}:\n${told.split("\n").slice(-SHOWN).join("\n")}`);
}

function usageIn(line: string): Usage | undefined {
  if (!line.startsWith('{"usage"')) return undefined;
  return (JSON.parse(line) as { usage: Usage }).usage;
}
