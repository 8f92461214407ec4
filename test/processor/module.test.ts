import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rejectOutliers } from "../../src/processor/library/reject-outliers";
import {
  definitionOf,
  defineProcessor,
  type InputRecord,
  type Parameters,
} from "../../src/processor/processor";
import { startScript } from "../fixtures/command";

const STEP = `(state: { n: number }, { key, value }: InputRecord<{ latitude: number }>, { limit }: { limit: number }) => {
  const half = (degrees: number) => degrees / 2; // an inner function
  const n = state.n + (half(value.latitude) > limit ? 1_000 : 0.5);
  return [
    { n },
    { key, n },
  ] as const;
}`;

/** Files by name, in a folder that is no part of any project. */
const FILES = {
  "function.ts": `import { defineProcessor, type InputRecord } from "playhead";
    export default (given: { limit?: number }) => defineProcessor({
      name: "count", parameters: { limit: given.limit ?? 1 }, initialState: { n: 0 }, step: ${STEP},
    });`,
  "processor.mts": `import { rejectOutliers } from "playhead";
    export default rejectOutliers({ kmPerHour: 200 });`,
  "processor.mjs": `import { rejectOutliers } from "playhead";
    export default rejectOutliers({ kmPerHour: 200 });`,
  "processor.js": `import { rejectOutliers } from "playhead";
    export default rejectOutliers({ kmPerHour: 200 });`,
  "esm/package.json": `{ "type": "module" }`,
  "esm/processor.js": `import { rejectOutliers } from "playhead";
    export default rejectOutliers({ kmPerHour: 200 });`,
  "processor.cjs": `const { rejectOutliers } = require("playhead");
    module.exports = rejectOutliers({ kmPerHour: 200 });`,
  "processor.cts": `import { rejectOutliers } from "playhead";
    export = rejectOutliers({ kmPerHour: 200 });`,
  "other.ts": `import processor from "./processor.mts"; export default processor;`,
  "options.ts": `import { cumulativeDistance } from "playhead"; export default cumulativeDistance;`,
  "throws.ts": `import "playhead";\n\nthrow new Error("not today");`,
  "throws-text.cjs": `throw "not today";`,
  "bad-name.ts": `import { defineProcessor } from "playhead";
    export default defineProcessor({ name: "", initialState: 0, step: (n: number) => [n] });`,
  "no-such-import.ts": `import "no-such-package"; export default 1;`,
  "syntax.ts": `export default {`,
  "no-default.ts": `export const processor = 1;`,
  "empty.cjs": ``,
  "number.ts": `export default 7;`,
  "plain.ts": `export default { name: "a", initialState: 0, step: (n: number) => [n] };`,
  "object.cjs": `module.exports = { a: 1, b: 2 };`,
  "nothing.ts": `export default () => undefined;`,
  "promise.ts": `export default async () => 1;`,
  "fails.ts": `export default ({ a }: { a: { b: number } }) => {\n  return a.b;\n};`,
  "notes.txt": `export default 1;`,
};

let folder: string;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-module-"));
  await fs.mkdir(path.join(folder, "esm"));
  for (const [name, text] of Object.entries(FILES)) await fs.writeFile(path.join(folder, name), text);
});
afterAll(() => fs.rm(folder, { recursive: true, force: true }));

/** Loads files in one process of its own; what became of each. */
async function load(...calls: (readonly [file: string, parameters?: Parameters])[]): Promise<unknown[]> {
  const all = calls.map(([file, parameters = {}]) => [path.resolve(folder, file), parameters]);
  const script = startScript("test/processor/load-modules.ts", [JSON.stringify(all)], process.env);
  const { stdout, stderr } = await script.finished;
  expect(stderr).toBe("");
  return JSON.parse(stdout) as unknown[];
}

test("every kind of module may import from playhead, and its processor is the same as one made here", async () => {
  const files = ["mts", "mjs", "js", "cjs", "cts"].map((ending) => `processor.${ending}`);
  const loaded = await load(...[...files, "esm/processor.js", "other.ts"].map((file) => [file] as const));
  const processor = rejectOutliers({ kmPerHour: 200 });
  for (const one of loaded) expect(one).toEqual(definitionOf(processor));
});

test("a function makes the processor of the parameters; its code is the same in a file as here", async () => {
  const [three, byDefault] = await load(["function.ts", { limit: 3 }], ["function.ts"]);
  const here = defineProcessor({
    name: "count",
    parameters: { limit: 3 },
    initialState: { n: 0 },
    step: (
      state: { n: number },
      { key, value }: InputRecord<{ latitude: number }>,
      { limit }: { limit: number },
    ) => {
      const half = (degrees: number) => degrees / 2;
      const n = state.n + (half(value.latitude) > limit ? 1000 : 0.5);
      return [{ n }, { key, n }] as const;
    },
  });
  expect(three).toEqual(definitionOf(here));
  expect(byDefault).toMatchObject({ parameters: { limit: 1 } });
});

describe("a file without a processor is refused, with the reason", () => {
  const cases: [string, string][] = [
    ["missing.ts", "there is no such file"],
    ["esm", "it is not a file"],
    ["notes.txt", "it is no module"],
    ["throws.ts", "it fails when it is loaded: not today (line 3)"],
    ["throws-text.cjs", "it fails when it is loaded: not today"],
    ["bad-name.ts", `it fails when it is loaded: "" can't be a processor's name (line 2)`],
    ["no-such-import.ts", "Cannot find module 'no-such-package'"],
    ["syntax.ts", "syntax.ts:1:16: ERROR"],
    ["no-default.ts", "it has no default export"],
    ["empty.cjs", "it has no default export"],
    ["number.ts", "its default export is a number"],
    ["plain.ts", "a plain object with a step, which defineProcessor has not seen"],
    ["object.cjs", "its default export is an object with a, b, not a processor"],
    ["nothing.ts", "its function returns nothing"],
    ["promise.ts", "its function returns a promise"],
    ["fails.ts", "(line 2)"],
  ];

  test("whatever it is", async () => {
    const results = await load(...cases.map(([file]) => [file] as const));
    for (const [index, [file, reason]] of cases.entries()) {
      expect(results[index], file).toEqual({
        error: "BAD_PROCESSOR",
        message: expect.stringContaining(reason) as string,
        remedy: expect.any(String) as string,
      });
    }
  });
});

test("parameters that can't be used are told as such", async () => {
  const [unit, none] = await load(["options.ts", { unit: "ly" }], ["processor.js", { kmPerHour: 1 }]);
  expect(unit).toMatchObject({ error: "BAD_OPTION", message: 'There is no unit called "ly"' });
  expect(none).toMatchObject({
    error: "BAD_OPTION",
    message: expect.stringContaining("takes no parameters") as string,
  });
});
