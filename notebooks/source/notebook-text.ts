import { createHash } from "node:crypto";

/** A cell of a notebook's source, with the solution of an exercise in it. */
export interface SourceCell {
  kind: "markdown" | "code";
  text: string;
  /** Whether it has a solution: lines between `// SOLUTION` and `// END SOLUTION`. */
  solution: boolean;
}

const SOLUTION = /^\/\/ SOLUTION\n([\s\S]*?)^\/\/ END SOLUTION$/gm;

/**
 * Takes a notebook's text apart: what stands between lines of three backquotes with `ts` and without is a code cell,
 * what stands between those is a Markdown cell. Other fences stay part of their Markdown.
 *
 * @example
 * parseCells("# Title\n\n```ts\n1 + 1;\n```\n").map(({ kind }) => kind); // ["markdown", "code"]
 */
export function parseCells(text: string): SourceCell[] {
  return text.split(/^(```ts\n[\s\S]*?^```)$/m).flatMap((part): SourceCell[] => {
    const code = /^```ts\n([\s\S]*?)\n?```$/.exec(part)?.[1];
    if (code !== undefined) {
      const solution = new RegExp(SOLUTION).test(code);
      // A mark that was not understood would give the solution away.
      if (/SOLUTION/.test(code.replace(SOLUTION, "")))
        throw new Error(`A mark of a solution has to stand alone:\n${code}`);
      return [{ kind: "code", text: code, solution }];
    }
    const markdown = part.trim();
    return markdown === "" ? [] : [{ kind: "markdown", text: markdown, solution: false }];
  });
}

/** The cells as a learner gets them: where a solution stands, there is room for one. */
export function released(cells: readonly SourceCell[]): SourceCell[] {
  return replaced(cells, () => "// Your code here.");
}

/** The cells with the solutions in place. */
export function solved(cells: readonly SourceCell[]): SourceCell[] {
  return replaced(cells, (solution) => solution.trimEnd());
}

function replaced(cells: readonly SourceCell[], by: (solution: string) => string): SourceCell[] {
  return cells.map((cell) => ({
    ...cell,
    text:
      cell.kind === "code" ? cell.text.replace(SOLUTION, (_, solution: string) => by(solution)) : cell.text,
  }));
}

const METADATA = {
  kernelspec: { display_name: "TypeScript (playhead)", language: "typescript", name: "playhead" },
  // What the kernel tells of itself: whoever opens a notebook and only looks has nothing to save.
  language_info: {
    codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    file_extension: ".ts",
    mimetype: "text/typescript",
    name: "typescript",
    pygments_lexer: "typescript",
    version: "5.0.4",
  },
};

/** The notebook as a file, in nbformat 4.5: https://nbformat.readthedocs.io/en/latest/format_description.html */
export function toNotebook(cells: readonly SourceCell[]): string {
  const ids = new Set<string>();
  const notebook = {
    cells: cells.map(({ kind, text }) => {
      const id = freshId(text, ids);
      const source = text.split(/(?<=\n)/);
      return kind === "markdown"
        ? { cell_type: kind, id, metadata: {}, source }
        : { cell_type: kind, execution_count: null, id, metadata: {}, outputs: [], source };
    }),
    metadata: METADATA,
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

/** A cell's id follows from its text, so that a new cell does not change those of the others. */
function freshId(text: string, taken: Set<string>): string {
  for (let copy = 0; ; copy++) {
    const id = createHash("sha256").update(`${copy}${text}`).digest("hex").slice(0, 8);
    if (taken.has(id)) continue;
    taken.add(id);
    return id;
  }
}
