import fs from "node:fs/promises";
import path from "node:path";
import { CHAPTERS } from "../../src/chapters/chapters";

/** A code cell of an executed notebook. */
export interface ExecutedCell {
  source: string;
  /** What its outputs show where only text can be shown. */
  text: string;
  /** The MIME bundles among its outputs. */
  bundles: Record<string, unknown>[];
}

/** The names of the walk-through's notebooks, in their order. */
export const NOTEBOOKS = [
  "01-ingest.ipynb",
  "02-process.ipynb",
  "03-rewind.ipynb",
  "04-reprocess.ipynb",
  "05-chart.ipynb",
] as const;

/** The names of all notebooks of the course, in their order. */
export const COURSE = Object.values(CHAPTERS).map(({ notebook }) => `${notebook}.ipynb`);

/** Jupyter keeps a text whole or as its lines. */
type Text = string | string[] | undefined;

interface Notebook {
  cells: {
    cell_type: string;
    source: Text;
    outputs?: { text?: Text; data?: Record<string, unknown> }[];
  }[];
}

/** The code cells of a notebook that has been executed. */
export async function readExecuted(folder: string, name: string): Promise<ExecutedCell[]> {
  const notebook = JSON.parse(await fs.readFile(path.join(folder, name), "utf8")) as Notebook;
  return notebook.cells
    .filter(({ cell_type }) => cell_type === "code")
    .map(({ source, outputs = [] }) => ({
      source: joined(source),
      text: outputs.map(({ text, data }) => joined(text ?? (data?.["text/plain"] as Text))).join("\n"),
      bundles: outputs.flatMap(({ data }) => (data === undefined ? [] : [data])),
    }));
}

/** The first cell whose source has that part. */
export function cellWith(cells: ExecutedCell[], part: string): ExecutedCell {
  const cell = cells.find(({ source }) => source.includes(part));
  if (cell === undefined) throw new Error(`no cell has ${part}`);
  return cell;
}

/**
 * The rows of a table as text: columns stand at least two blanks apart, the header is the first line with `column`. A
 * frame's index, a column without a title in front, is left out.
 */
export function tableRows(text: string, column: string): Record<string, string>[] {
  const lines = text.split("\n");
  const header = lines.findIndex((line) => columnsOf(line).includes(column));
  const titles = columnsOf(lines[header] ?? "");
  return lines
    .slice(header + 1)
    .map((line) => columnsOf(line))
    .filter((values) => values.length === titles.length || values.length === titles.length + 1)
    .map((values) => values.slice(-titles.length))
    .map((values) => Object.fromEntries(values.map((value, index) => [titles[index] ?? "", value])));
}

function columnsOf(line: string): string[] {
  return line.trim().split(/ {2,}/);
}

function joined(text: Text = ""): string {
  return typeof text === "string" ? text : text.join("");
}
