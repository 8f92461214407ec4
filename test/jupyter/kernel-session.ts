import { spawn, type ChildProcess } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import readline from "node:readline";

const root = path.resolve(import.meta.dirname, "../..");
export const python = path.join(root, ".venv", "bin", "python");

/** A project of its own with a small library, so that tests can edit its src/ while others read the real one. */
export async function scratchProject(sources: Record<string, string>): Promise<string> {
  const project = await mkdtemp(path.join(tmpdir(), "playhead-kernel-"));
  for (const folder of ["src", "notebooks", "bin", "test", ".venv/bin"]) {
    await mkdir(path.join(project, folder), { recursive: true });
  }
  await cp(path.join(root, "jupyter"), path.join(project, "jupyter"), { recursive: true });
  await cp(path.join(root, "test", "cells.mjs"), path.join(project, "test", "cells.mjs"));
  // The library's own errors, with what they rest on.
  for (const file of ["errors.ts", "printable.ts"]) {
    await cp(path.join(root, "src", file), path.join(project, "src", file));
  }
  await cp(path.join(root, "package.json"), path.join(project, "package.json"));
  await symlink(path.join(root, "node_modules"), path.join(project, "node_modules"));
  for (const [name, text] of Object.entries(sources)) await writeFile(path.join(project, name), text);
  const { installKernel } = (await import(path.join(project, "jupyter", "install.mjs"))) as {
    installKernel: (options: { root: string }) => Promise<boolean>;
  };
  await installKernel({ root: project });
  return project;
}

export interface Output {
  type: string;
  /** Of a `stream` output. */
  text?: string;
  /** Of what is displayed: the MIME bundle. */
  data?: Record<string, unknown>;
  transient?: { display_id?: string };
}

export interface CellResult {
  status: "ok" | "error" | "aborted";
  ename?: string;
  evalue?: string;
  traceback?: string[];
  outputs: Output[];
}

interface ExecuteOptions {
  interrupt_at?: string;
  wait?: boolean;
  stop_on_error?: boolean;
}

/** A running kernel of a project, driven by Jupyter's own client (driver.py). */
export class KernelSession {
  private readonly ended: Promise<unknown>;

  private constructor(
    private readonly driver: ChildProcess,
    private readonly answers: AsyncIterator<string>,
  ) {
    this.ended = new Promise((resolve) => driver.once("close", resolve));
  }

  static async start(project: string, environment: Record<string, string> = {}): Promise<KernelSession> {
    const driver = spawn(python, [path.join(import.meta.dirname, "driver.py"), project], {
      env: { ...process.env, ...environment, JUPYTER_RUNTIME_DIR: path.join(project, "runtime") },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const answers = readline.createInterface({ input: driver.stdout })[Symbol.asyncIterator]();
    const session = new KernelSession(driver, answers);
    await session.answer();
    return session;
  }

  /** Runs a cell. By default cells that follow a failed one are not dropped, as a person is slower than a test. */
  execute(code: string, options: ExecuteOptions = {}): Promise<CellResult> {
    return this.ask({ do: "execute", code, stop_on_error: false, ...options });
  }

  /** What a cell printed, and nothing else may have happened. */
  async printed(code: string): Promise<string> {
    const result = await this.execute(code);
    if (result.status !== "ok") throw new Error(result.traceback?.join("\n"));
    return result.outputs.map((output) => output.text ?? "").join("");
  }

  together(codes: string[]): Promise<string[]> {
    return this.ask({ do: "together", codes });
  }

  statuses(): Promise<string[]> {
    return this.ask({ do: "statuses" });
  }

  sessions(): Promise<string[]> {
    return this.ask({ do: "sessions" });
  }

  /** @param code with a `|` where the cursor is */
  complete(code: string): Promise<{ matches: string[] }> {
    return this.ask({ do: "complete", ...cursor(code) });
  }

  inspect(code: string): Promise<{ found: boolean; data: { "text/plain": string } }> {
    return this.ask({ do: "inspect", ...cursor(code) });
  }

  pid(): Promise<number> {
    return this.ask({ do: "pid" });
  }

  shutdown(): Promise<void> {
    return this.ask({ do: "shutdown" });
  }

  restart(): Promise<void> {
    return this.ask({ do: "restart" });
  }

  /** Kills Jupyter's side without a word to the kernel. */
  killJupyter(): void {
    this.driver.kill("SIGKILL");
  }

  /** Ends the kernel, if it still runs, and the driver. */
  async close(): Promise<void> {
    this.driver.stdin?.end();
    await this.ended;
  }

  private async ask<T>(request: object): Promise<T> {
    this.driver.stdin?.write(JSON.stringify(request) + "\n");
    return (await this.answer()) as T;
  }

  private async answer(): Promise<unknown> {
    const line = await this.answers.next();
    if (line.done === true) throw new Error("the driver has ended");
    return JSON.parse(line.value) as unknown;
  }
}

function cursor(code: string): { code: string; position: number } {
  return { code: code.replace("|", ""), position: code.indexOf("|") };
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Milliseconds until the condition held. @throws after a minute */
export async function until(condition: () => boolean | Promise<boolean>): Promise<number> {
  const start = Date.now();
  while (!(await condition())) {
    if (Date.now() - start > 60_000) throw new Error(`not so within a minute: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return Date.now() - start;
}

export async function removeProject(project: string): Promise<void> {
  await rm(project, { recursive: true, force: true });
}
