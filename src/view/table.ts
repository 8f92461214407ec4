import { inspect } from "node:util";
import { escapeHtml, JUPYTER_DISPLAY, type Displayable, type MimeBundle } from "./mime";
import { oneLine } from "../printable";
import { formatCount, formatTime } from "./quantities";

export type Cell = string | number | bigint | boolean | Date | null | undefined;

export interface Column<Row> {
  title: string;
  value: (row: Row) => Cell;
  /** Default: right for a column of numbers, left for any other. */
  align?: "left" | "right";
  /** Digits after the decimal point of a number. Default: as many as it has. */
  digits?: number;
  /** Stands behind the title in parentheses, e.g. `distance (km)`. */
  unit?: string;
  /** For sentences and other long texts: in a notebook they are wrapped. Default: every row is one line. */
  wrap?: boolean;
}

export interface TableOptions {
  caption?: string;
}

/** Tables longer than this are shown in a cell by their first and last rows. */
const SHOWN_WHOLE = 20;
const SHOWN_FIRST = 10;
const SHOWN_LAST = 5;

const MISSING = "-";
const NO_ROWS = "no rows";

/**
 * An array of rows that shows itself as a table: as HTML in a cell, in a terminal like the tables of Kafka's own
 * tools. It is the plain rows for everything else: `map`, `filter` and so on give ordinary arrays, and so does
 * `JSON.stringify`. Made by {@link table}.
 */
export class Table<Row> extends Array<Row> implements Displayable {
  readonly #columns: readonly Column<Row>[];
  readonly #caption: string | undefined;

  constructor(rows: readonly Row[], columns: readonly Column<Row>[], options: TableOptions = {}) {
    super();
    for (const row of rows) this.push(row);
    this.#columns = columns;
    this.#caption = options.caption;
  }

  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Every row as text, for a terminal. */
  get text(): string {
    return asText(layOut(this, this.#columns, this.length), this.#caption);
  }

  /** The table as HTML; of more than 20 rows the first 10 and the last 5. */
  get html(): string {
    return asHtml(layOut(this, this.#columns, SHOWN_WHOLE), this.#caption);
  }

  [JUPYTER_DISPLAY](): MimeBundle {
    return { "text/plain": this[inspect.custom](), "text/html": this.html };
  }

  [inspect.custom](): string {
    return asText(layOut(this, this.#columns, SHOWN_WHOLE), this.#caption);
  }
}

/**
 * Makes a table of rows.
 *
 * @param columns what to show of a row, from left to right
 * @example
 * table([{ topic: "raw", lag: 40 }], [
 *   { title: "TOPIC", value: (row) => row.topic },
 *   { title: "LAG", value: (row) => row.lag },
 * ]);
 * // TOPIC  LAG
 * // raw     40
 */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions = {},
): Table<Row> {
  return new Table(rows, columns, options);
}

/** A table ready to be drawn: what is shown of it, as text, and how much is left out between first and last. */
interface Layout {
  titles: string[];
  right: boolean[];
  wrapped: boolean[];
  first: string[][];
  last: string[][];
  leftOut: number;
}

function layOut<Row>(rows: readonly Row[], columns: readonly Column<Row>[], wholeUpTo: number): Layout {
  const whole = rows.length <= wholeUpTo;
  const first = whole ? rows : rows.slice(0, SHOWN_FIRST);
  const last = whole ? [] : rows.slice(-SHOWN_LAST);
  const cells = [...first, ...last].map((row) => columns.map((column) => column.value(row)));
  const texts = cells.map((row) => row.map((cell, index) => cellText(cell, columns[index]?.digits)));
  return {
    titles: columns.map(({ title, unit }) => oneLine(unit === undefined ? title : `${title} (${unit})`)),
    right: columns.map(({ align }, index) =>
      align === undefined ? areNumbers(cells.map((row) => row[index])) : align === "right",
    ),
    wrapped: columns.map(({ wrap }) => wrap === true),
    first: texts.slice(0, first.length),
    last: texts.slice(first.length),
    leftOut: rows.length - first.length - last.length,
  };
}

function areNumbers(cells: Cell[]): boolean {
  const given = cells.filter((cell) => cell !== null && cell !== undefined);
  return given.length > 0 && given.every((cell) => typeof cell === "number" || typeof cell === "bigint");
}

function cellText(cell: Cell, digits: number | undefined): string {
  if (cell === null || cell === undefined) return MISSING;
  if (cell instanceof Date) return formatTime(cell);
  if (typeof cell === "number" && digits !== undefined) return cell.toFixed(digits);
  return oneLine(String(cell));
}

function leftOutNote(count: number): string {
  return `… ${formatCount(count)} ${count === 1 ? "row" : "rows"} more`;
}

function asText(layout: Layout, caption: string | undefined): string {
  const all = [layout.titles, ...layout.first, ...layout.last];
  const widths = layout.titles.map((_, index) => Math.max(...all.map((row) => width(row[index] ?? ""))));
  const line = (row: string[]): string =>
    row
      .map((text, index) => {
        const padding = " ".repeat((widths[index] ?? 0) - width(text));
        return layout.right[index] === true ? padding + text : text + padding;
      })
      .join("  ")
      .trimEnd();
  return [
    ...(caption === undefined ? [] : [oneLine(caption), ""]),
    line(layout.titles),
    ...layout.first.map(line),
    ...(layout.leftOut === 0 ? [] : [leftOutNote(layout.leftOut)]),
    ...layout.last.map(line),
    ...(layout.first.length === 0 ? [NO_ROWS] : []),
  ].join("\n");
}

/** Columns that text takes on a terminal, counted in code points. */
function width(text: string): number {
  return [...text].length;
}

// JupyterLab centres tables and aligns every cell to the right; styles within the elements win over that, and
// survive where a <style> element would be dropped.
function asHtml(layout: Layout, caption: string | undefined): string {
  const cell = (tag: string, text: string, index: number): string => {
    const align = layout.right[index] === true ? "right;font-variant-numeric:tabular-nums" : "left";
    const space = layout.wrapped[index] === true ? "normal;min-width:14em;overflow-wrap:anywhere" : "nowrap";
    return `<${tag} style="text-align:${align};white-space:${space}">${escapeHtml(text)}</${tag.slice(0, 2)}>`;
  };
  const row = (texts: string[]): string =>
    `<tr>${texts.map((text, index) => cell("td", text, index)).join("")}</tr>`;
  const note = (text: string): string =>
    `<tr><td colspan="${layout.titles.length}" style="text-align:left;opacity:.7">${escapeHtml(text)}</td></tr>`;
  // A <caption> would be as wide as the table, and of a wide one go out of sight.
  const captionStyle = "font-size:var(--jp-ui-font-size1,13px);overflow-wrap:anywhere";
  return [
    caption === undefined ? "" : `<div style="${captionStyle}">${escapeHtml(caption)}</div>`,
    `<div style="overflow-x:auto"><table style="table-layout:auto;margin-left:0">`,
    `<thead><tr>${layout.titles.map((title, index) => cell('th scope="col"', title, index)).join("")}</tr></thead>`,
    `<tbody>`,
    ...layout.first.map(row),
    layout.leftOut === 0 ? "" : note(leftOutNote(layout.leftOut)),
    ...layout.last.map(row),
    layout.first.length === 0 ? note(NO_ROWS) : "",
    `</tbody></table></div>`,
  ].join("");
}
