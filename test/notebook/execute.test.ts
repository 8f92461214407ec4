import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { executeNotebooks, type ExecuteOptions } from "../../src/notebook/execute";
import type { Progress } from "../../src/progress";
import { errorOf } from "../fixtures/errors";
import { until } from "../fixtures/until";
import { cellWith, readExecuted } from "../notebooks/executed";

let folder: string;
let kept: string;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-execute-"));
  kept = path.join(folder, "kept");
});
afterAll(() => fs.rm(folder, { recursive: true, force: true }));

async function notebook(name: string, cells: string[]): Promise<string> {
  const file = path.join(folder, name);
  const content = {
    cells: cells.map((source, index) => ({
      cell_type: "code",
      id: `c${index}`,
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    })),
    metadata: { kernelspec: { name: "playhead", display_name: "TypeScript", language: "typescript" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  await fs.writeFile(file, JSON.stringify(content));
  return file;
}

const execute = (files: string[], options: Partial<ExecuteOptions> = {}) =>
  executeNotebooks(files, kept, { env: {}, ...options });

describe("executing", { timeout: 240_000 }, () => {
  test("one after the other, each kept with its outputs and as a page, until one fails", async () => {
    const files = [
      await notebook("good.ipynb", ["process.env.GREETING", "void 0"]),
      await notebook("throws.ipynb", ["const a = 1;", 'throw new Error(`boom ${a} <script>"`)', "a"]),
      await notebook("never.ipynb", ["1"]),
    ];
    await fs.mkdir(kept);
    await fs.writeFile(path.join(kept, "never.html"), "from an earlier run");
    const executed: string[] = [];
    const progress: Progress[] = [];
    const error = await errorOf(
      execute(files, {
        env: { GREETING: "good morning" },
        onExecuted: ({ name }) => executed.push(name),
        onProgress: (step) => progress.push(step),
      }),
    );
    expect(error.code).toBe("WALKTHROUGH_FAILED");
    expect(error.message).toBe('throws.ipynb, code cell 2 failed:\nError: boom 1 <script>"');
    expect(error.remedy).toContain(kept);
    expect(executed).toEqual(["good.ipynb"]);
    expect(progress).toContainEqual(
      expect.objectContaining({ label: "good.ipynb", done: 2, finished: true }),
    );
    expect((await fs.readdir(kept)).sort()).toEqual([
      "good.html",
      "good.ipynb",
      "throws.html",
      "throws.ipynb",
    ]);
    expect(cellWith(await readExecuted(kept, "good.ipynb"), "GREETING").text).toBe("good morning\n");
    const page = await fs.readFile(path.join(kept, "throws.html"), "utf8");
    expect(page).toContain("boom 1 &lt;script&gt;");
  });

  test("a rejection that nobody awaits fails the notebook", async () => {
    const file = await notebook("stray.ipynb", ['void Promise.reject(new Error("nobody awaits me"));', "1"]);
    const error = await errorOf(execute([file]));
    expect(error.message).toMatch(/^stray\.ipynb, code cell [12] failed:\nError: nobody awaits me/);
  });

  test("a kernel that ends fails the notebook, at the cell that was running", async () => {
    const file = await notebook("ends.ipynb", ["1", "process.exit(0)"]);
    const error = await errorOf(execute([file]));
    expect(error.message).toBe("ends.ipynb, code cell 2 failed:\nKernel died");
  });

  test("an abort ends the kernel, whatever it is doing", async () => {
    const pidFile = path.join(folder, "pid");
    const loop = `require("fs").writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); for (;;);`;
    const file = await notebook("loops.ipynb", ["1", loop]);
    const controller = new AbortController();
    const reason = new Error("enough");
    const execution = execute([file], { signal: controller.signal }).catch((error: unknown) => error);
    const pidOf = async () => Number(await fs.readFile(pidFile, "utf8").catch(() => ""));
    await until("the loop runs", async () => (await pidOf()) > 0, 120_000);
    controller.abort(reason);
    expect(await execution).toBe(reason);
    const pid = await pidOf();
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  test("an abort before the start starts nothing", async () => {
    const signal = AbortSignal.abort(new Error("never mind"));
    await expect(execute(["never.ipynb"], { signal })).rejects.toThrow("never mind");
  });
});
