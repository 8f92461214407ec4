// Makes each notebook of the course, and its solutions, from one text in notebooks/source, so that they can't drift:
// `npm run notebooks` writes them, with `--check` they are only compared with what is there.
import fs from "node:fs";
import path from "node:path";
import { parseCells, released, solved, toNotebook } from "./notebook-text";

const folder = path.dirname(__dirname);
const check = process.argv.includes("--check");
const wanted = new Map<string, string>();
const sources = fs.readdirSync(__dirname).filter((name) => name.endsWith(".md"));
for (const name of sources.sort()) {
  const cells = parseCells(fs.readFileSync(path.join(__dirname, name), "utf8"));
  const notebook = name.replace(/\.md$/, ".ipynb");
  wanted.set(notebook, toNotebook(released(cells)));
  if (cells.some(({ solution }) => solution)) {
    wanted.set(path.join("solutions", notebook), toNotebook(solved(cells)));
  }
}

const there = ["", "solutions"].flatMap((within) =>
  fs
    .readdirSync(path.join(folder, within))
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => path.join(within, name)),
);
const strangers = there.filter((name) => !wanted.has(name));
const outdated = [...wanted].filter(
  ([name, text]) => !there.includes(name) || committedText(path.join(folder, name)) !== text,
);
if (check) {
  const complaints = [
    ...outdated.map(
      ([name]) =>
        `notebooks/${name} is not what its source makes: change the source, then run npm run notebooks`,
    ),
    ...strangers.map((name) => `notebooks/${name} has no source`),
  ];
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length === 0 ? 0 : 1;
} else {
  for (const name of strangers) fs.rmSync(path.join(folder, name));
  for (const [name, text] of outdated) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  console.log(`${wanted.size} notebooks, ${outdated.length} written, ${strangers.length} removed`);
}

/** Whoever has run a notebook has its outputs in the file, and that is how it should be: they are not compared. */
function committedText(file: string): string {
  const notebook = JSON.parse(fs.readFileSync(file, "utf8")) as { cells: Record<string, unknown>[] };
  for (const cell of notebook.cells) {
    if (cell["cell_type"] !== "code") continue;
    cell["outputs"] = [];
    cell["execution_count"] = null;
    cell["metadata"] = {};
  }
  return `${JSON.stringify(notebook, null, 1)}\n`;
}
