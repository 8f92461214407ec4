import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { parseCells, released, solved, toNotebook } from "../../notebooks/source/notebook-text";
import { PROJECT_ROOT } from "../../src/config";
import { COURSE } from "./executed";

const TEXT = `# Title

\`\`\`console
$ npx playhead up
\`\`\`

\`\`\`ts
const one = 1;
\`\`\`

\`\`\`ts
let answer: number | undefined;
// SOLUTION
answer = one + 1;
// END SOLUTION
await check("01.1", answer);
\`\`\`
`;

test("what stands between ts fences is code, other fences are part of their Markdown", () => {
  const cells = parseCells(TEXT);
  expect(cells.map(({ kind }) => kind)).toEqual(["markdown", "code", "code"]);
  expect(cells[0]!.text).toContain("$ npx playhead up");
  expect(cells.map(({ solution }) => solution)).toEqual([false, false, true]);
});

test("a learner's notebook has room where the other one has the solution", () => {
  const cells = parseCells(TEXT);
  expect(released(cells)[2]!.text.split("\n")[1]).toBe("// Your code here.");
  expect(solved(cells)[2]!.text.split("\n")[1]).toBe("answer = one + 1;");
});

test("cells of the same text have ids of their own, and others keep theirs when one is added", () => {
  const ids = (text: string): string[] =>
    (JSON.parse(toNotebook(parseCells(text))) as { cells: { id: string }[] }).cells.map(({ id }) => id);
  const twice = ids("\`\`\`ts\n1;\n\`\`\`\n\n\`\`\`ts\n1;\n\`\`\`\n");
  expect(new Set(twice).size).toBe(2);
  expect(ids(`New.\n\n\`\`\`ts\n0;\n\`\`\`\n\n${TEXT}`).slice(-2)).toEqual(ids(TEXT).slice(-2));
});

test.each(["  // SOLUTION\n1;\n  // END SOLUTION", "// SOLUTION\n1;", "// SOLUTION 1\n// END SOLUTION"])(
  "a mark that would not be understood is refused: %j",
  (code) => {
    expect(() => parseCells(`\`\`\`ts\n${code}\n\`\`\`\n`)).toThrow("has to stand alone");
  },
);

test("every notebook of the course has its solutions", async () => {
  const names = await fs.readdir(path.join(PROJECT_ROOT, "notebooks", "solutions"));
  expect(names.filter((name) => name.endsWith(".ipynb")).sort()).toEqual(COURSE);
});
