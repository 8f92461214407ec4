import {
  DuckDBInstance,
  DuckDBTimestampValue,
  type DuckDBAppender,
  type DuckDBConnection,
} from "@duckdb/node-api";
import { SETTINGS } from "../duckdb/database-file";
import type { DuckDBTable } from "../duckdb/table";
import { identifier } from "../quote";
import type { Transaction } from "./server";
import { columnType, type ColumnType } from "./values";

const ROWS_AT_ONCE = 10_000;

/** What a query has brought, as a table of a DuckDB in memory. */
export interface Fetched {
  table: DuckDBTable;
  close(): void;
}

/** Brings over what a query finds, in portions. */
export async function fetchIntoDuckDB({ ask, query }: Transaction, sql: string): Promise<Fetched> {
  await ask(`DECLARE asked NO SCROLL CURSOR FOR ${sql}`);
  const instance = await DuckDBInstance.create(":memory:", SETTINGS);
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    let columns: Column[] | undefined;
    for (;;) {
      const { fields, rows } = await query(`FETCH ${ROWS_AT_ONCE} FROM asked`);
      columns ??= await makeTable(connection, fields);
      if (rows.length === 0) return { table: { connection, table: "fetched" }, close };
      await append(connection, columns, rows);
    }
  } catch (error) {
    close();
    throw error;
  }
}

interface Column {
  name: string;
  type: ColumnType;
}

async function makeTable(
  connection: DuckDBConnection,
  fields: readonly { name: string; dataTypeID: number }[],
): Promise<Column[]> {
  const columns = fields.map(({ name, dataTypeID }) => ({ name, type: columnType(dataTypeID) }));
  const definitions = columns.map(({ name, type }) => `${identifier(name)} ${type}`);
  await connection.run(`CREATE TABLE fetched (${definitions.join(", ")})`);
  return columns;
}

async function append(
  connection: DuckDBConnection,
  columns: readonly Column[],
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const appender = await connection.createAppender("fetched");
  for (const row of rows) {
    for (const { name, type } of columns) appendValue(appender, type, row[name]);
    appender.endRow();
  }
  appender.closeSync();
}

function appendValue(appender: DuckDBAppender, type: ColumnType, value: unknown): void {
  if (value === null || value === undefined) return appender.appendNull();
  switch (type) {
    case "BOOLEAN":
      return appender.appendBoolean(value === true);
    case "INTEGER":
      return appender.appendInteger(value as number);
    case "BIGINT":
      return appender.appendBigInt(BigInt(value as number | string));
    case "DOUBLE":
      return appender.appendDouble(Number(value));
    case "TIMESTAMP":
      // What is no moment in JavaScript, infinity say, is none here.
      return value instanceof Date
        ? appender.appendTimestamp(new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n))
        : appender.appendNull();
    case "VARCHAR":
      return appender.appendVarchar(value as string);
  }
}
