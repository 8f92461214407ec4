import { DuckDBConnection } from "@duckdb/node-api";
import pg from "pg";
import { vi } from "vitest";

/** What cleans up behind a statement that failed. */
const CLEANING_UP = /^(ROLLBACK|USE memory|DETACH|DROP TABLE IF EXISTS memory)/;

/**
 * Lets the writers of this process fail before one of their statements: the first, the second, … Those that clean up
 * behind it are run.
 *
 * @returns how many statements were run or failed since, and how to end it
 */
export function failBefore(statement: number): { count: () => number; restore: () => void } {
  let count = 0;
  const fails = (sql: unknown): boolean => {
    const text = typeof sql === "string" ? sql : (sql as { text: string }).text;
    return !CLEANING_UP.test(text) && ++count === statement;
  };
  const failing = new Error("made to fail");
  const { run, runAndReadAll } = DuckDBConnection.prototype;
  const { query } = pg.Client.prototype;
  const spies = [
    vi.spyOn(DuckDBConnection.prototype, "run").mockImplementation(function (
      this: DuckDBConnection,
      ...args
    ) {
      return fails(args[0]) ? Promise.reject(failing) : run.apply(this, args);
    }),
    vi.spyOn(DuckDBConnection.prototype, "runAndReadAll").mockImplementation(function (
      this: DuckDBConnection,
      ...args
    ) {
      return fails(args[0]) ? Promise.reject(failing) : runAndReadAll.apply(this, args);
    }),
    vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...args: unknown[]) {
      if (fails(args[0])) return Promise.reject(failing);
      return Reflect.apply(query, this, args) as unknown;
    } as typeof query),
  ];
  return { count: () => count, restore: () => spies.forEach((spy) => spy.mockRestore()) };
}
