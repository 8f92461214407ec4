import { table, type Cell, type Table, type TableOptions } from "./table";

/** Digits shown of a number with a fraction: in miles and in kilometres, about a millimetre. JSON has them all. */
const DIGITS = 6;

/** As the query has named its columns, or with the ones given: not every row needs to have each. */
export function queryTable<Row extends Record<string, Cell>>(
  rows: Row[],
  { columns = Object.keys(rows[0] ?? {}), ...options }: TableOptions & { columns?: string[] } = {},
): Table<Row> {
  return table(
    rows,
    columns.map((column) => ({
      title: column,
      // A column may be called `constructor`: what a row inherits is not in it.
      value: (row: Row) => (Object.hasOwn(row, column) ? row[column] : null),
      ...(rows.some((row) => isFraction(row[column])) ? { digits: DIGITS } : {}),
    })),
    options,
  );
}

function isFraction(value: Cell): boolean {
  return typeof value === "number" && !Number.isInteger(value);
}
