import { inspect } from "node:util";
import { escapeHtml, JUPYTER_DISPLAY, type MimeBundle } from "../view/mime";
import { formatCount } from "../view/quantities";
import { table, type Cell, type Column } from "../view/table";
import { display, isDisplayable } from "./display";

/** As much of a danfojs DataFrame or Series as showing it needs. A Series has plain values instead of rows. */
interface Frame {
  columns: readonly (string | number)[];
  index: readonly (string | number)[];
  shape: readonly number[];
  values: readonly unknown[];
}

/**
 * Shows a value below the running cell: tables, pictures and charts as themselves, danfojs frames and arrays of
 * objects as tables (of long ones the first and last rows), anything else as Node prints it. Text stands beside every
 * richer form; outside of a notebook it goes to standard output.
 *
 * @param options.caption a line above it
 * @example
 * await show(frame, { caption: "The first rows of the file" });
 */
export async function show(value: unknown, options: { caption?: string } = {}): Promise<void> {
  const bundle = await bundleOf(value);
  if (options.caption !== undefined) {
    const html = `<div style="font-weight:600">${escapeHtml(options.caption)}</div>`;
    display({ "text/plain": options.caption, "text/html": html });
  }
  display(bundle);
}

async function bundleOf(value: unknown): Promise<MimeBundle> {
  if (isDisplayable(value)) return value[JUPYTER_DISPLAY]();
  if (isFrame(value)) return frameBundle(value);
  if (isRows(value)) return rowsBundle(value);
  return { "text/plain": typeof value === "string" ? value : inspect(value) };
}

function isFrame(value: unknown): value is Frame {
  if (typeof value !== "object" || value === null) return false;
  const { columns, index, shape, values } = value as Partial<Frame>;
  return [columns, index, shape, values].every((part) => Array.isArray(part));
}

function frameBundle(frame: Frame): MimeBundle {
  const rows = frame.values.map((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  const numbered = rows.map((cells, row) => ({ name: frame.index[row], cells }));
  const columns: Column<(typeof numbered)[number]>[] = [
    { title: "", value: (row) => row.name },
    ...frame.columns.map((title, index) => ({
      title: String(title),
      value: (row: (typeof numbered)[number]) => cellOf(row.cells[index]),
    })),
  ];
  return withShape(table(numbered, columns)[JUPYTER_DISPLAY](), rows.length, frame.columns.length);
}

function isRows(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isPlainObject);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function rowsBundle(rows: readonly Record<string, unknown>[]): MimeBundle {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = keys.map((key) => ({
    title: key,
    value: (row: Record<string, unknown>) => cellOf(row[key]),
  }));
  return withShape(table(rows, columns)[JUPYTER_DISPLAY](), rows.length, keys.length);
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined || value instanceof Date) return value;
  if (typeof value === "string" || typeof value === "number" || typeof value === "bigint") return value;
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 1 });
}

/** A line on how large it is, below: of a long table only a part is to be seen. */
function withShape(bundle: MimeBundle, rows: number, columns: number): MimeBundle {
  const shape = `${amount(rows, "row")} × ${amount(columns, "column")}`;
  return {
    "text/plain": `${bundle["text/plain"]}\n\n${shape}`,
    "text/html": `${bundle["text/html"] ?? ""}<div style="opacity:.7">${shape}</div>`,
  };
}

function amount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
