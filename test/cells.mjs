// Type-checks the cells of all notebooks by the very check that the kernel makes before it runs a cell: strict, with
// what earlier cells declared, and src/index.ts as "playhead". Also sees to it that notebooks are committed clean.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const root = path.dirname(import.meta.dirname);
process.chdir(root); // from here tslab takes the project's folder

const require = createRequire(import.meta.url);
const { createCellConverter } = require("../jupyter/kernel/converter.cjs");
const { TypeCheckError } = require("../jupyter/kernel/failures.cjs");
const { createSources } = require("../jupyter/kernel/sources.cjs");

const MOST_CELLS = 40;
const notebooks = readdirSync(path.join(root, "notebooks"), { recursive: true })
  .filter((name) => name.endsWith(".ipynb") && !name.includes(".ipynb_checkpoints"))
  .sort();
const known = new Map();
const converter = createCellConverter({ root, sources: createSources(root) });
const complaints = notebooks.flatMap((name) => {
  const notebook = JSON.parse(readFileSync(path.join(root, "notebooks", name), "utf8"));
  return [...untidiness(committed(name) ?? notebook), ...typeErrors(notebook)].map(
    (complaint) => `notebooks/${name}: ${complaint}`,
  );
});
converter.close();

for (const complaint of complaints) console.error(complaint);
console.log(`${notebooks.length} notebooks, ${complaints.length} complaints`);
process.exit(complaints.length === 0 ? 0 : 1);

/**
 * A notebook as it is, or is about to be, committed: whoever has run it in JupyterLab has its outputs in the file, and
 * that is how it should be. Without Git, or for a new notebook, the file counts.
 */
function committed(name) {
  const { status, stdout } = spawnSync("git", ["show", `:notebooks/${name}`], {
    cwd: root,
    encoding: "utf8",
  });
  return status === 0 ? JSON.parse(stdout) : undefined;
}

function untidiness({ cells, metadata }) {
  const ran = ({ cell_type, outputs, execution_count }) =>
    cell_type === "code" && (outputs.length > 0 || execution_count !== null);
  return [
    ...cells.flatMap((cell, index) =>
      ran(cell) ? [`cell ${index + 1} is saved with outputs: clear them`] : [],
    ),
    ...(cells.length <= MOST_CELLS
      ? []
      : [`${cells.length} cells: at most ${MOST_CELLS} fit into one lesson`]),
    ...(metadata.kernelspec?.name === "playhead" ? [] : ["the kernel is not playhead"]),
  ];
}

/** A notebook and its solutions have most of their cells in common, up to the first exercise: those are checked once. */
function converted(declared, code) {
  const key = JSON.stringify([declared, code]);
  const result = known.get(key) ?? converter.convert(declared, code);
  known.set(key, result);
  return result;
}

/** Of the first cell that has some, as a run would stop there; a cell tagged `raises-exception` may have them. */
function typeErrors({ cells }) {
  let declared = "";
  for (const [index, cell] of cells.entries()) {
    if (cell.cell_type !== "code") continue;
    const code = [cell.source].flat().join("");
    const { diagnostics, declOutput } = converted(declared, code);
    if (diagnostics.length === 0) declared = declOutput ?? "";
    else if (!cell.metadata.tags?.includes("raises-exception")) {
      return [`cell ${index + 1}\n${new TypeCheckError(diagnostics.map(problemOf), code).message}`];
    }
  }
  return [];
}

function problemOf({ fileName, start, messageText }) {
  return { file: fileName, line: start.line + 1, column: start.character + 1, text: messageText };
}
