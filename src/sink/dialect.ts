/** The types that a text may be read as. */
export type ReadableType = "DOUBLE PRECISION" | "BIGINT" | "TIMESTAMP" | "BOOLEAN";

/** Where the databases' SQL differs. */
export interface Dialect {
  /** The type of texts, which are compared and sorted by their bytes. */
  text: string;
  /** What the table of results ends with. */
  resultsKey: string;
  /** A text read as another type; NULL where it is none. */
  tryCast: (text: string, type: ReadableType) => string;
  /** Milliseconds since 1970 UTC as a TIMESTAMP. */
  moment: (ms: string) => string;
  /** The elements of a JSON array as rows with one column, for FROM. */
  elements: (array: string, column: string) => string;
}
