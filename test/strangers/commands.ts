import { vi } from "vitest";
import { main } from "../../src/cli/main";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `playhead …args` within this process, where a process for each would take a second; one after the other. */
export async function command(args: readonly string[]): Promise<Ended> {
  const output = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((stream) =>
    vi.spyOn(process[stream], "write").mockImplementation((text) => {
      output[stream] += String(text);
      return true;
    }),
  );
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await main(args);
    return { code: Number(process.exitCode ?? 0), ...output };
  } finally {
    process.exitCode = before;
    for (const spy of spies) spy.mockRestore();
  }
}
