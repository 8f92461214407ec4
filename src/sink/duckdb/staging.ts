import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { setImmediate } from "node:timers/promises";
import type { ResultRow } from "../results";
import { SETTINGS, withAttached } from "./database-file";
import type { DuckDBTable } from "./table";

/** Rows handed to DuckDB before others in this process get their turn: some 10 ms of work. */
const ROWS_AT_ONCE = 8192;

/**
 * Rows on their way into the file, as the table `memory.arriving` of a database in memory. Handing them to DuckDB takes
 * longer than merging them, and readers have the file to themselves meanwhile.
 */
export class Staging {
  /** How many they are. */
  rows = 0;

  private constructor(
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async of(rows: Iterable<ResultRow>): Promise<Staging> {
    const instance = await DuckDBInstance.create(":memory:", { ...SETTINGS, temp_directory: "" });
    const staging = new Staging(instance, await instance.connect());
    try {
      await staging.add(rows);
      return staging;
    } catch (error) {
      await staging.close();
      throw error;
    }
  }

  /** The rows as a table to be asked. */
  get table(): DuckDBTable {
    return { connection: this.connection, table: "memory.arriving" };
  }

  /** Runs `work` with the file attached and in use, and lets go of it again. */
  async into<T>(file: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return withAttached(this.connection, file, () => work(this.connection));
  }

  async close(): Promise<void> {
    // Else closing does it, in this thread: giving back the memory of a hundred thousand rows takes its time.
    await this.connection.run("DROP TABLE IF EXISTS memory.arriving");
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async add(rows: Iterable<ResultRow>): Promise<void> {
    await this.connection.run(
      "CREATE TABLE memory.arriving (run_id VARCHAR, key VARCHAR, value VARCHAR, event_time BIGINT, source VARCHAR)",
    );
    const appender = await this.connection.createAppender("arriving", "main", "memory");
    for (const { runId, key, value, eventTime, source } of rows) {
      appender.appendVarchar(runId);
      appender.appendVarchar(key);
      appender.appendVarchar(value);
      appender.appendBigInt(BigInt(eventTime));
      appender.appendVarchar(source);
      appender.endRow();
      if (++this.rows % ROWS_AT_ONCE === 0) await setImmediate();
    }
    appender.closeSync();
  }
}
