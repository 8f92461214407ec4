import type { Dialect } from "../dialect";

export const DUCKDB: Dialect = {
  text: "VARCHAR",
  // The writer, which alone puts rows in, takes out a key's earlier row in the same transaction: an index of a million
  // keys costs twice the time of the rows, and as much space.
  resultsKey: "",
  tryCast: (text, type) => `TRY_CAST(${text} AS ${type})`,
  moment: (ms) => `epoch_ms(${ms})`,
  elements: (array, column) => `(SELECT unnest(CAST(${array} AS JSON[])) AS ${column})`,
};
