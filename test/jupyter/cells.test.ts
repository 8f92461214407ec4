import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIBRARY } from "./library";
import { removeProject, scratchProject } from "./kernel-session";

let project: string;
beforeAll(async () => (project = await scratchProject(LIBRARY)));
afterAll(() => removeProject(project));

interface Cell {
  source: string;
  tags?: string[];
  outputs?: object[];
}

async function check(cells: Cell[], kernel = "playhead"): Promise<{ code: number; text: string }> {
  const notebook = {
    cells: cells.map(({ source, tags = [], outputs = [] }) => ({
      cell_type: "code",
      source: source.split(/(?<=\n)/),
      metadata: { tags },
      outputs,
      execution_count: null,
    })),
    metadata: { kernelspec: { name: kernel } },
  };
  await writeFile(path.join(project, "notebooks", "a.ipynb"), JSON.stringify(notebook));
  return new Promise((resolve) => {
    execFile(process.execPath, [path.join(project, "test", "cells.mjs")], (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), text: out + err }),
    );
  });
}

test("cells that use what earlier ones declared, declare it anew and await pass", async () => {
  const { code, text } = await check([
    { source: 'import { greet } from "playhead";\nconst name = "a";' },
    { source: "const greeting = await Promise.resolve(greet(name));\ngreeting.text.length" },
    { source: "const name = 1;\nname.toFixed()" },
  ]);
  expect(text).toContain("1 notebooks, 0 complaints");
  expect(code).toBe(0);
});

test("a type error is reported with notebook, cell and line", async () => {
  const { code, text } = await check([
    { source: 'import { greet } from "playhead";' },
    { source: "const a = 1;\ngreet(a);" },
  ]);
  expect(text).toContain("notebooks/a.ipynb: cell 2");
  expect(text).toContain("Line 2, column 7: Argument of type 'number' is not assignable");
  expect(code).toBe(1);
});

test("the check is strict: an element of an array may be undefined", async () => {
  const { code, text } = await check([{ source: "const n: number = [1][0];" }]);
  expect(text).toContain("'undefined' is not assignable to type 'number'");
  expect(code).toBe(1);
});

test("a cell that is meant to fail may have a type error", async () => {
  const { code } = await check([{ source: 'const n: number = "";', tags: ["raises-exception"] }]);
  expect(code).toBe(0);
});

test("saved outputs and another kernel are refused", async () => {
  const { code, text } = await check([{ source: "1", outputs: [{}] }], "python3");
  expect(text).toContain("cell 1 is saved with outputs");
  expect(text).toContain("the kernel is not playhead");
  expect(code).toBe(1);
});
