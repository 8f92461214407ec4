import fs from "node:fs/promises";
import type { Origin } from "../origin";
import type { QueryRow } from "../rows";
import type { Rebuilt, Sink, Store } from "../sink";
import { draftOf, removeAbandonedDrafts, removeDraft } from "./draft";
import { DUCKDB } from "./dialect";
import { askFile, queryDatabase, withQuery } from "./query";
import { replaceDatabase, requireReplaceable } from "./replace";
import { DuckDBStore } from "./store";
import type { DuckDBTable } from "./table";

/** Results in a DuckDB file, which one program at a time can open: everybody opens it for a moment only. */
export class DuckDBSink implements Sink {
  readonly dialect = DUCKDB;

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

  async withTable<T>(sql: string, work: (table: DuckDBTable) => Promise<T>): Promise<T> {
    return withQuery(this.file, async (connection) => {
      await askFile(connection, `CREATE TEMP VIEW asked AS ${sql}`);
      return work({ connection, table: "asked" });
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
