import pg from "pg";
import { inspect } from "node:util";
import { schemaFor, type DatabaseServer } from "../../database";
import { PlayheadError } from "../../errors";
import type { DuckDBTable } from "../duckdb/table";
import type { Origin } from "../origin";
import { WHAT_TO_ASK, type QueryRow } from "../rows";
import type { Rebuilt, Sink, Store } from "../sink";
import { POSTGRES } from "./dialect";
import { explain, isLost, READ_ONLY } from "./errors";
import { fetchIntoDuckDB } from "./fetch-table";
import { emptyTables, requireReadable, type Place } from "./schema";
import { Server, type Transaction, type Transactions } from "./server";
import { PostgresStore } from "./store";

/** Results in a schema of a PostgreSQL database: writers take turns, readers and writers are in nobody's way. */
export class PostgresSink implements Sink {
  readonly dialect = POSTGRES;

  private constructor(
    private readonly server: Server,
    /** What its steps are written in: transactions of their own, or the one of a rebuild. */
    private readonly steps: Transactions,
    private readonly place: Place,
  ) {}

  /** @param prefix of the workbook's topics: each has a schema of its own */
  static of(database: DatabaseServer, prefix: string): PostgresSink {
    const schema = schemaFor(database.schema, prefix);
    const server = new Server(database, schema);
    return new PostgresSink(server, server, {
      name: `PostgreSQL ${database.name}, schema ${schema}`,
      schema,
    });
  }

  get name(): string {
    return this.place.name;
  }

  async store(origin: Origin, topic: string): Promise<Store> {
    return PostgresStore.open(this.steps, this.place, origin, topic);
  }

  async query(sql: string): Promise<QueryRow[]> {
    return this.read(async ({ query }) => (await query(sql)).rows as QueryRow[]);
  }

  async withTable<T>(sql: string, work: (table: DuckDBTable) => Promise<T>): Promise<T> {
    const fetched = await this.read((transaction) => fetchIntoDuckDB(transaction, sql));
    try {
      return await work(fetched.table);
    } finally {
      fetched.close();
    }
  }

  /**
   * All in one transaction, so that readers are neither held up nor see anything of it before its end. Other writers
   * wait. The rows of before take up their space until PostgreSQL's autovacuum has been there.
   */
  async rebuild<T>(origin: Origin, fill: (beside: Sink) => Promise<T>): Promise<Rebuilt<T>> {
    const { server, place } = this;
    try {
      const filled = await server.once("READ WRITE", async (transaction) => {
        // It waits for Kafka, too.
        await transaction.script("SET LOCAL idle_in_transaction_session_timeout TO 0");
        await emptyTables(transaction, place, origin);
        return fill(new PostgresSink(server, { transact: (_access, work) => work(transaction) }, place));
      });
      return { filled, kept: undefined };
    } catch (error) {
      throw explain(server.name, error);
    }
  }

  async close(): Promise<void> {
    await this.server.close();
  }

  [inspect.custom](): string {
    return this.name;
  }

  private async read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.server.transact("READ ONLY", async (transaction) => {
      await requireReadable(transaction, this.place);
      return work(transaction).catch((error: unknown) => {
        throw this.explainQuery(error);
      });
    });
  }

  /** What the server does not like about a query, as far as it is that. */
  private explainQuery(error: unknown): unknown {
    if (!(error instanceof pg.DatabaseError) || isLost(error)) return error;
    const explained = error.code === READ_ONLY ? error : explain(this.server.name, error);
    if (explained instanceof PlayheadError) return explained;
    return new PlayheadError("BAD_SQL", `PostgreSQL refuses the query: ${error.message}`, {
      remedy: WHAT_TO_ASK,
      cause: error,
    });
  }
}
