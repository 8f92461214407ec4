import { randomUUID } from "node:crypto";
import { appendFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIBRARY } from "./library";
import { KernelSession, removeProject, scratchProject } from "./kernel-session";

let project: string;
let kernel: KernelSession;
beforeAll(async () => {
  project = await scratchProject(LIBRARY);
  kernel = await KernelSession.start(project, { PLAYHEAD_HOME: "/somewhere" });
});
afterAll(async () => {
  await kernel.close();
  await removeProject(project);
});

describe("running cells", () => {
  test("the library is there, whichever folder the notebook is in, and the project is the working directory", async () => {
    expect(await kernel.printed('import { greet } from "playhead"; greet("you")')).toBe(
      "{ text: 'hello you' }\n",
    );
    expect(await kernel.printed("process.cwd()")).toBe(project + "\n");
    expect(await kernel.printed("process.env.PLAYHEAD_HOME")).toBe("/somewhere\n");
  });

  test("a value of undefined shows nothing", async () => {
    expect(await kernel.printed("undefined")).toBe("");
  });

  test("await of an expression in brackets and a lone `for await` work", async () => {
    expect(await kernel.printed("await (Promise.resolve(6))")).toBe("6\n");
    expect(await kernel.printed("for await (const n of [1, 2]) console.log(n)")).toBe("1\n2\n");
  });

  test("earlier cells' variables can stand in shorthand properties and renaming destructuring", async () => {
    await kernel.printed("const unit = 'km'; const run = { unit, id: 7 };");
    expect(await kernel.printed("({ unit })")).toBe("{ unit: 'km' }\n");
    expect(await kernel.printed("const { unit: other, id } = run; console.log(other, id)")).toBe("km 7\n");
    expect(await kernel.printed("let id2 = 0; ({ id: id2 } = run); id2")).toBe("7\n");
  });

  test("nothing that a quick loop prints or displays is lost", async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i}\n`).join("");
    expect(await kernel.printed("for (let i = 0; i < 5000; i++) console.log(i)")).toBe(lines);
    const { outputs } = await kernel.execute(
      'import { display } from "tslab"; for (let i = 0; i < 2000; i++) display.text(`${i}`);',
    );
    expect(outputs.filter(({ data }) => data)).toHaveLength(2000);
  });

  test("what is printed and what is displayed come in the order of the code", async () => {
    const { outputs } = await kernel.execute(
      'import { display } from "tslab"; console.log(1); display.text("2"); console.error(3); console.log(4);',
    );
    const said = outputs.map(({ text, data }) => text ?? data?.["text/plain"]).filter((text) => text);
    expect(said).toEqual(["1\n", "2", "3\n", "4\n"]);
  });
});

describe("errors", () => {
  test("a type error fails the cell, naming the line, and nothing of it runs", async () => {
    const result = await kernel.execute('console.log("ran");\nconst n: number = "a";');
    expect(result.status).toBe("error");
    expect(result.ename).toBe("TypeCheckError");
    expect(result.traceback?.join("\n")).toContain(
      "Line 2, column 7: Type 'string' is not assignable to type 'number'.",
    );
    expect(result.outputs.map(({ type }) => type)).not.toContain("stream");
  });

  test.each([
    ["strict", "const f = (x) => x;"],
    ["noUncheckedIndexedAccess", "const n: number = [1][0];"],
    ["exactOptionalPropertyTypes", "const o: { a?: number } = { a: undefined };"],
  ])("cells are checked with %s", async (_, code) => {
    expect((await kernel.execute(code)).ename).toBe("TypeCheckError");
  });

  test("a run-time error is a Jupyter error with frames of the cell and src/ only", async () => {
    const result = await kernel.execute('function outer() { JSON.parse("{"); }\nouter();');
    expect(result).toMatchObject({ status: "error", ename: "SyntaxError" });
    expect(result.traceback?.slice(1)).toEqual(["    at outer (in a cell)"]);
    expect(result.outputs).toContainEqual(expect.objectContaining({ type: "error", ename: "SyntaxError" }));
  });

  test("an error that describes itself is shown in its own words, without frames", async () => {
    await kernel.printed('import { PlayheadError } from "playhead"');
    const result = await kernel.execute(
      'throw new PlayheadError("BAD_ROW", "line 3 is bad", { remedy: "mend it" })',
    );
    expect(result).toMatchObject({ ename: "BAD_ROW", evalue: "line 3 is bad" });
    expect(result.traceback).toEqual([
      "\u001b[1;31mBAD_ROW\u001b[0m",
      "line 3 is bad",
      "\u001b[1mWhat to do:\u001b[0m mend it",
    ]);
  });

  test("a rejected promise that nobody awaits fails the cell", async () => {
    const result = await kernel.execute('Promise.reject(new Error("astray")); 1');
    expect(result).toMatchObject({ status: "error", evalue: "astray" });
  });

  test("an error thrown in a callback fails the cell that waits, instead of leaving it waiting", async () => {
    const result = await kernel.execute(
      'setTimeout(() => { throw new Error("late") }, 10); await new Promise(() => {})',
    );
    expect(result).toMatchObject({ status: "error", evalue: "late" });
  });

  test("cells that were sent together with a failing one are not run", async () => {
    expect(await kernel.together(['throw new Error("first")', "globalThis.ranOn = true", "1"])).toEqual([
      "error",
      "aborted",
      "aborted",
    ]);
  });
});

describe("interrupt", () => {
  test("an await is abandoned, the cell's signal aborts, and the kernel goes on", async () => {
    const result = await kernel.execute(
      `const { signal } = (globalThis as any)[Symbol.for("playhead.kernel")];
       signal().addEventListener("abort", () => ((globalThis as any).heard = true));
       console.log("waiting"); await new Promise(() => {})`,
      { interrupt_at: "waiting" },
    );
    expect(result).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
    expect(await kernel.printed("(globalThis as any).heard")).toBe("true\n");
  });

  test("an endless loop is broken, and the kernel goes on", async () => {
    // Printed text goes out with the next print, once the first has waited a little.
    const code =
      'console.log("looping"); for (;;) { const t = Date.now(); while (Date.now() - t < 100); console.log("on") }';
    expect(await kernel.execute(code, { interrupt_at: "looping" })).toMatchObject({
      ename: "KeyboardInterrupt",
    });
    expect(await kernel.printed("1 + 1")).toBe("2\n");
  });

  test("the library can still be loaded anew afterwards", async () => {
    await kernel.execute('console.log("waiting"); await new Promise(() => {})', { interrupt_at: "waiting" });
    // A text that no earlier run has compiled: compiled files are kept.
    const text = `after ${randomUUID()}`;
    await appendFile(path.join(project, "src", "greet.ts"), `export const after = "${text}";\n`);
    await appendFile(path.join(project, "src", "index.ts"), 'export { after } from "./greet";\n');
    expect(await kernel.printed('import { after } from "playhead"; after')).toBe(`${text}\n`);
  });
});

describe("what is shown", () => {
  test("a value with a MIME bundle of its own shows itself as that, also when it is promised", async () => {
    const result = await kernel.execute(
      '({ [Symbol.for("Jupyter.display")]: async () => ({ "text/plain": "p", "text/html": "<b>h</b>" }) })',
    );
    expect(result.outputs.filter(({ data }) => data)).toEqual([
      { type: "display_data", data: { "text/plain": "p", "text/html": "<b>h</b>" }, metadata: {} },
    ]);
  });

  test("a bundle that can't be made fails the cell", async () => {
    const result = await kernel.execute(
      '({ [Symbol.for("Jupyter.display")]() { throw new Error("no picture") } })',
    );
    expect(result).toMatchObject({ status: "error", evalue: "no picture" });
  });

  test("the library's way of displaying updates in place", async () => {
    const { outputs } = await kernel.execute(
      `const { display } = (globalThis as any)[Symbol.for("playhead.display")];
       display({ "text/plain": "1" }, { displayId: "progress" });
       display({ "text/plain": "2" }, { displayId: "progress", update: true });`,
    );
    expect(outputs.filter(({ data }) => data)).toMatchObject([
      { type: "display_data", data: { "text/plain": "1" }, transient: { display_id: "progress" } },
      { type: "update_display_data", data: { "text/plain": "2" }, transient: { display_id: "progress" } },
    ]);
  });

  test("tslab's own display works", async () => {
    const { outputs } = await kernel.execute('import { display } from "tslab"; display.html("<i>x</i>")');
    expect(outputs).toContainEqual(expect.objectContaining({ data: { "text/html": "<i>x</i>" } }));
  });
});

describe("what JupyterLab needs to call the kernel idle", () => {
  test("a request for the history is answered and followed by an idle status", async () => {
    expect(await kernel.statuses()).toEqual(["busy", "idle"]);
  });

  test("all that the kernel sends is of one session, whoever asked", async () => {
    const [own, others] = await kernel.sessions();
    expect(own).toBe(others);
  });
});

describe("help while typing", () => {
  test("completion knows the library's exports and the members of their types", async () => {
    expect((await kernel.complete('import { gre| } from "playhead"')).matches).toEqual(["greet"]);
    expect((await kernel.complete('import { greet } from "playhead"; greet("x").|')).matches).toEqual([
      "text",
    ]);
  });

  test("inspection shows signature and documentation with its tags", async () => {
    const { found, data } = await kernel.inspect('import { greet } from "playhead"; gre|et("x")');
    expect(found).toBe(true);
    expect(data["text/plain"]).toContain("greet(name: string): Greeting");
    expect(data["text/plain"]).toContain("Greets by name.");
    expect(data["text/plain"]).toContain("@throws BAD_NAME");
  });

  test.each([
    ["danfojs-node", 'import { DataFrame } from "danfojs-node"; new DataFrame([[1]]).hea|', "head"],
    ["geolib", 'import * as geolib from "geolib"; geolib.getPreciseD|', "getPreciseDistance"],
    ["tslab", 'import { display } from "tslab"; display.markd|', "markdown"],
  ])("completion knows %s", async (_, code, match) => {
    expect((await kernel.complete(code)).matches).toContain(match);
  });
});

describe("an edit in src/", () => {
  const source = (name: string) => path.join(project, "src", name);

  test("to a file that index.ts only passes on is seen by the next import, in types and at run time", async () => {
    await writeFile(source("greet.ts"), "export const greet = (n: number) => n + 1; export const after = 0;");
    expect(await kernel.printed('import { greet } from "playhead"; greet(1)')).toBe("2\n");
    expect((await kernel.execute('greet("x")')).ename).toBe("TypeCheckError");
  });

  test("of a new file, and its loss, are seen", async () => {
    await writeFile(source("added.ts"), "export const added = 5;");
    await appendFile(source("index.ts"), 'export { added } from "./added";\n');
    expect(await kernel.printed('import { added } from "playhead"; added')).toBe("5\n");
    await rm(source("added.ts"));
    const lost = await kernel.execute('import { added } from "playhead"; added');
    expect(lost.traceback?.join("\n")).toContain("./added");
    await writeFile(source("added.ts"), 'export const added = "six";');
    expect(await kernel.printed('import { added } from "playhead"; added.toUpperCase()')).toBe("SIX\n");
  });

  test("with a type error is reported at its place by the next import, until it is mended", async () => {
    await writeFile(source("added.ts"), 'export const added: number = "7";');
    expect(await kernel.printed("1")).toBe("1\n");
    const result = await kernel.execute('import { added } from "playhead"');
    const place = "src/added.ts, line 1, column 14: Type 'string' is not assignable";
    expect(result.traceback?.join("\n")).toContain(place);
    await writeFile(source("added.ts"), "export const added: number = 8;");
    expect(await kernel.printed('import { added } from "playhead"; added')).toBe("8\n");
  });

  test("is what reloads the library: without one it stays as it is", async () => {
    await writeFile(source("added.ts"), "export const added = { loaded: 0 };");
    await kernel.printed('import { added } from "playhead"; added.loaded = 1;');
    expect(await kernel.printed('import { added } from "playhead"; added.loaded')).toBe("1\n");
    await appendFile(source("greet.ts"), "\n");
    expect(await kernel.printed('import { added } from "playhead"; added.loaded')).toBe("0\n");
  });
});
