import { DuckDBConnection } from "@duckdb/node-api";
import pg from "pg";

/** What cleans up behind a statement that failed. */
const CLEANING_UP = /^(ROLLBACK|USE memory|DETACH|DROP TABLE IF EXISTS memory)/;

type Statement = (...args: unknown[]) => unknown;

/** The methods by which the writers of this process run statements. */
const METHODS: [prototype: Record<string, Statement>, name: string][] = [
  [DuckDBConnection.prototype as unknown as Record<string, Statement>, "run"],
  [DuckDBConnection.prototype as unknown as Record<string, Statement>, "runAndReadAll"],
  [pg.Client.prototype as unknown as Record<string, Statement>, "query"],
];

/**
 * Lets the writers of this process fail before one of their statements: the first, the second, … Those that clean up
 * behind it are run.
 *
 * @returns how many statements were begun since, and how to end it
 */
export function failBefore(statement: number): { count: () => number; restore: () => void } {
  let count = 0;
  const restores = METHODS.map(([prototype, name]) => {
    const original = prototype[name] as Statement;
    prototype[name] = function (...args) {
      const [sql] = args as [string | { text: string }];
      const fails = !CLEANING_UP.test(typeof sql === "string" ? sql : sql.text) && ++count === statement;
      return fails ? Promise.reject(new Error("made to fail")) : Reflect.apply(original, this, args);
    };
    return () => void (prototype[name] = original);
  });
  return { count: () => count, restore: () => restores.forEach((restore) => restore()) };
}
