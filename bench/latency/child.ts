import { spawn } from "node:child_process";
import { PROJECT_ROOT } from "../../src/config";

/** A process beside the bench's own, so that neither waits for the other's event loop. */
export interface Child {
  /** Ends it in order, by SIGINT, and gives what it has printed. */
  stop(): Promise<string>;
}

/** Starts `node …args`, killed where the signal says stop. */
export function startChild(args: readonly string[], env: Record<string, string>, signal: AbortSignal): Child {
  const child = spawn(process.execPath, args, {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // In a group of its own: a Ctrl-C in the terminal is ours to pass on.
    detached: true,
  });
  let output = "";
  let complaint = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const kill = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  return {
    stop: async () => {
      child.kill("SIGINT");
      const code = await ended;
      signal.removeEventListener("abort", kill);
      if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}:\n${complaint}`);
      return output;
    },
  };
}
