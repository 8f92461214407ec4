import fs from "node:fs/promises";
import type { Origin } from "../origin";
import type { QueryRow } from "../rows";
import { allResultsSql } from "../schema";
import type { Rebuilt, Sink, Store } from "../sink";
import { withDatabase } from "./database-file";
import { draftOf, removeAbandonedDrafts, removeDraft } from "./draft";
import { DUCKDB } from "./dialect";
import { queryDatabase } from "./query";
import { replaceDatabase, requireReplaceable } from "./replace";
import { exists } from "./schema";
import type { DuckDBResults } from "./staging";
import { DuckDBStore } from "./store";

/** Results in a DuckDB file, which one program at a time can open: everybody opens it for a moment only. */
export class DuckDBSink implements Sink {
  readonly allResults = allResultsSql(DUCKDB);

  constructor(private readonly file: string) {}

  get name(): string {
    return this.file;
  }

  async store(origin: Origin, topic: string): Promise<Store> {
    return DuckDBStore.open(this.file, origin, topic);
  }

  async query(sql: string): Promise<QueryRow[]> {
    return queryDatabase(this.file, sql);
  }

  async withResults<T>(
    runs: readonly string[],
    work: (results: DuckDBResults) => Promise<T>,
  ): Promise<T | undefined> {
    if (!(await exists(this.file))) return undefined;
    return withDatabase(this.file, "READ_ONLY", async (connection) => {
      for (const run of runs) {
        const sql = "SELECT 1 FROM results WHERE run_id = $1 LIMIT 1";
        if ((await connection.runAndReadAll(sql, [run])).currentRowCount === 0) return undefined;
      }
      return work({ connection, table: "results" });
    });
  }

  /** What is there may be damaged, or of an earlier version. Readers see the old file until the new one is whole. */
  async rebuild<T>(origin: Origin, fill: (beside: Sink) => Promise<T>): Promise<Rebuilt<T>> {
    const file = await fs.realpath(this.file).catch(() => this.file);
    await requireReplaceable(file, origin);
    await removeAbandonedDrafts(file);
    const draft = draftOf(file);
    try {
      const filled = await fill(new DuckDBSink(draft));
      return { filled, kept: await replaceDatabase(file, draft) };
    } finally {
      await removeDraft(draft);
    }
  }

  async close(): Promise<void> {
    // Nothing is open between two calls.
  }
}
