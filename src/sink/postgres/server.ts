import pg from "pg";
import { setTimeout as delay } from "node:timers/promises";
import type { DatabaseServer } from "../../database";
import { explain, isLost, isStarting } from "./errors";
import { valueParser } from "./values";

/** One transaction, with the tables of our schema by their plain names, and times in UTC. */
export interface Transaction {
  /** One statement, with parameters $1, $2, …; its rows as lists. */
  ask: (sql: string, parameters?: unknown[]) => Promise<unknown[][]>;
  /** One statement, with its rows and what PostgreSQL says of their columns. */
  query: (sql: string) => Promise<pg.QueryResult<Record<string, unknown>>>;
  /** Several statements, with nothing in them that comes from elsewhere. */
  script: (sql: string) => Promise<void>;
}

/** Runs pieces of work, each in a transaction. */
export interface Transactions {
  /** @param access READ ONLY: all of the work sees the database as it is at its beginning */
  transact<T>(access: Access, work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

type Access = "READ ONLY" | "READ WRITE";

/** A server that is restarted, or fails over, is back within this time, ms. */
const PATIENCE = 30_000;
const RETRY_PAUSE = 200;
/** Without an answer, it is taken to be away, ms. */
const CONNECT_TIMEOUT = 10_000;
/** A writer, readers beside it, and one who waits for the writer. */
const MOST_CONNECTIONS = 4;

/**
 * A client that hangs up where it was not let in. Of itself it does not where it had no password to answer with, and the
 * process waits until the server does, a minute later.
 */
class Client extends pg.Client {
  override connect(): Promise<pg.Client>;
  override connect(callback: Connected): void;
  override connect(callback: Connected = () => undefined): unknown {
    return super.connect((error: Error) => {
      // Null where all is well, whatever the types say.
      if (error instanceof Error) void this.end();
      (callback as (error: Error) => void)(error);
    });
  }
}

/** What the pool, the only one who connects, is told by. */
type Connected = ((error: Error) => void) | ((error: null, client: pg.Client) => void);

/** Our connections to one server: opened when they are needed, and closed soon after. */
export class Server implements Transactions {
  readonly #pool: pg.Pool;
  readonly #schema: string;
  /** People's name of it. */
  readonly name: string;
  private wasThere = false;

  /** @param schema where our tables are */
  constructor({ url, name }: DatabaseServer, schema: string) {
    this.name = name;
    this.#schema = schema;
    this.#pool = new pg.Pool({
      Client,
      connectionString: url,
      application_name: "playhead",
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      keepAlive: true,
      allowExitOnIdle: true,
      types: { getTypeParser: valueParser as typeof pg.types.getTypeParser },
    });
    // A connection that is lost while nobody uses it is replaced when one is needed.
    this.#pool.on("error", () => undefined);
  }

  /**
   * Runs the work again where the connection was lost, be it in mid-commit: it has to find out by itself whether it
   * has been done. A server that was there is waited for, for half a minute.
   *
   * @throws PlayheadError SINK_UNREACHABLE, AUTHENTICATION_FAILED, SINK_FORBIDDEN, SINK_UNREADABLE, SINK_BUSY, DISK_FULL
   */
  async transact<T>(access: Access, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      try {
        return await this.once(access, work);
      } catch (error) {
        const isWorthWhile = isStarting(error) || (this.wasThere && isLost(error));
        if (!isWorthWhile || Date.now() > deadline) throw explain(this.name, error);
        await delay(RETRY_PAUSE);
      }
    }
  }

  /** The same once only, for what can't be repeated. */
  async once<T>(access: Access, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    this.wasThere = true;
    // Whoever waits for an answer hears of it.
    const ignore = (): void => undefined;
    client.on("error", ignore);
    let isUsable = true;
    try {
      await client.query(this.beginning(access));
      const result = await work(transactionOn(client));
      // Nothing that a reader has set is to last.
      await client.query(access === "READ ONLY" ? "ROLLBACK" : "COMMIT");
      return result;
    } catch (error) {
      isUsable = await client.query("ROLLBACK").then(
        () => true,
        () => false,
      );
      throw error;
    } finally {
      client.off("error", ignore);
      client.release(!isUsable);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  private beginning(access: Access): string {
    const isolation = access === "READ ONLY" ? "REPEATABLE READ" : "READ COMMITTED";
    return `BEGIN ISOLATION LEVEL ${isolation} ${access};
      SET LOCAL search_path TO "${this.#schema}", pg_temp;
      SET LOCAL timezone TO 'UTC';
      SET LOCAL datestyle TO 'ISO';`;
  }
}

function transactionOn(client: pg.PoolClient): Transaction {
  // Extended: of several statements none is run, so that none can end the transaction and go on outside of it.
  const extended = { queryMode: "extended" };
  return {
    ask: async (text, values = []) => {
      const { rows } = await client.query<unknown[]>({ text, values, rowMode: "array", ...extended });
      return rows;
    },
    query: (text) => client.query<Record<string, unknown>>({ text, ...extended }),
    script: async (sql) => void (await client.query(sql)),
  };
}
