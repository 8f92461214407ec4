import { inspect } from "node:util";
import { escapeHtml, JUPYTER_DISPLAY, type MimeBundle } from "../view/mime";
import { plural } from "../view/quantities";
import { table, type Cell, type Column } from "../view/table";
import { display, isDisplayable } from "./display";

/** As much of a danfojs DataFrame or Series as showing it needs. A Series has plain values instead of rows. */
interface Frame {
  columns: readonly (string | number)[];
  index: readonly (string | number)[];
  shape: readonly number[];
  values: readonly unknown[];
}

export interface ShowOptions {
  /** A line above it. */
  caption?: string;
  /** Units of a table's columns, shown in their titles: `{ distance: "km" }`. */
  units?: Readonly<Record<string, string>>;
}

/** Digits after the decimal point that a table of any data shows at most; all of them are in the data. */
const MOST_DIGITS = 6;

/**
 * Shows a value below the running cell: tables, pictures and charts as themselves, danfojs frames and arrays of
 * objects as tables (of long ones the first and last rows), anything else as Node prints it. Text stands beside every
 * richer form; outside of a notebook it goes to standard output.
 *
 * @example
 * await show(frame, { caption: "The first rows of the file", units: { latitude: "°", longitude: "°" } });
 */
export async function show(value: unknown, options: ShowOptions = {}): Promise<void> {
  const bundle = await bundleOf(value, options);
  if (options.caption !== undefined) {
    const html = `<div style="font-weight:600">${escapeHtml(options.caption)}</div>`;
    display({ "text/plain": options.caption, "text/html": html });
  }
  display(bundle);
}

async function bundleOf(value: unknown, { units = {} }: ShowOptions): Promise<MimeBundle> {
  if (isDisplayable(value)) return value[JUPYTER_DISPLAY]();
  if (isFrame(value)) return frameBundle(value, units);
  if (isRows(value)) return rowsBundle(value, units);
  return { "text/plain": typeof value === "string" ? value : inspect(value) };
}

function isFrame(value: unknown): value is Frame {
  if (typeof value !== "object" || value === null) return false;
  const { columns, index, shape, values } = value as Partial<Frame>;
  return [columns, index, shape, values].every((part) => Array.isArray(part));
}

function frameBundle(frame: Frame, units: Units): MimeBundle {
  const rows = frame.values.map((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
  const numbered = rows.map((cells, row) => ({ name: frame.index[row], cells }));
  const columns: Column<(typeof numbered)[number]>[] = [
    { title: "", value: (row) => row.name },
    ...frame.columns.map((title, index) => ({
      ...heading(
        String(title),
        rows.map((cells) => cells[index]),
        units,
      ),
      value: (row: (typeof numbered)[number]) => cellOf(row.cells[index]),
    })),
  ];
  return withShape(table(numbered, columns)[JUPYTER_DISPLAY](), rows.length, frame.columns.length);
}

type Units = NonNullable<ShowOptions["units"]>;

/** A column's title with its unit, and as many digits as its numbers have, within reason. */
function heading(
  title: string,
  values: readonly unknown[],
  units: Units,
): { title: string; unit?: string; digits?: number } {
  const digits = Math.max(0, ...values.map(digitsOf));
  return {
    title,
    ...(Object.hasOwn(units, title) ? { unit: units[title] as string } : {}),
    ...(digits === 0 ? {} : { digits: Math.min(digits, MOST_DIGITS) }),
  };
}

function digitsOf(value: unknown): number {
  if (typeof value !== "number" || !Number.isFinite(value) || Number.isInteger(value)) return 0;
  return /\.(\d+)$/.exec(String(value))?.[1]?.length ?? MOST_DIGITS;
}

function isRows(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.length > 0 && value.every(isPlainObject);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function rowsBundle(rows: readonly Record<string, unknown>[], units: Units): MimeBundle {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = keys.map((key) => ({
    ...heading(
      key,
      rows.map((row) => row[key]),
      units,
    ),
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
  const shape = `${plural(rows, "row")} × ${plural(columns, "column")}`;
  return {
    "text/plain": `${bundle["text/plain"]}\n\n${shape}`,
    "text/html": `${bundle["text/html"] ?? ""}<div style="opacity:.7">${shape}</div>`,
  };
}
