import type { Dialect, ReadableType } from "../dialect";

/** The functions by which a text is read as another type. */
const READERS: Record<ReadableType, string> = {
  "DOUBLE PRECISION": "text_as_double",
  BIGINT: "text_as_bigint",
  TIMESTAMP: "text_as_timestamp",
  BOOLEAN: "text_as_boolean",
};

export const POSTGRES: Dialect = {
  text: 'TEXT COLLATE "C"',
  resultsKey: ", PRIMARY KEY (run_id, key)",
  tryCast: (text, type) => `${READERS[type]}(${text})`,
  moment: (ms) => `(TIMESTAMP '1970-01-01' + ${ms} * INTERVAL '1 millisecond')`,
  elements: (array, column) => `json_array_elements(CAST(${array} AS JSON)) AS ${column}`,
};

/** PostgreSQL has no TRY_CAST. Its class of errors that values bring about is `data_exception`. */
export const READER_FUNCTIONS = Object.entries(READERS)
  .map(([type, name]) => {
    // As DuckDB does, whole numbers are rounded from whatever number there is.
    const value = type === "BIGINT" ? "round(value::NUMERIC)::BIGINT" : `value::${type}`;
    return `
      CREATE OR REPLACE FUNCTION ${name}(value TEXT) RETURNS ${type} LANGUAGE plpgsql IMMUTABLE STRICT AS $$
        BEGIN RETURN ${value}; EXCEPTION WHEN data_exception THEN RETURN NULL; END $$;`;
  })
  .join("\n");
