import type { DuckDBConnection } from "@duckdb/node-api";
import { PlayheadError } from "../errors";
import type { PartitionOffsets } from "../kafka/offsets";
import type { Run } from "../processor/runs";
import { unreadable, withDatabase } from "./database-file";
import type { ResultRow } from "./results";
import { ensureDatabase, FORMAT } from "./schema";

/** What one transaction writes. */
export interface Step {
  rows: readonly ResultRow[];
  /**
   * Where the file must stand for these rows to be the next ones, `undefined` for a partition it knows nothing of,
   * and where it stands after them.
   */
  from: ReadonlyMap<number, number | undefined>;
  to: PartitionOffsets;
  runs: readonly Run[];
  caughtUp: (run: Run) => boolean;
  /** Chooses the run readers see from now on. */
  promote: (promoted: Run | undefined) => Run | undefined;
}

export interface StepOutcome {
  /** False where the file stands elsewhere (another writer was quicker, or it is a new one): read on from there. */
  applied: boolean;
  /** Set where readers see another run than before. */
  changedOver: { from: Run | undefined; to: Run } | undefined;
}

/** The database file as the writer uses it: every call is one transaction. */
export class Store {
  private constructor(
    readonly file: string,
    private readonly clusterId: string,
    private readonly outputTopic: string,
  ) {}

  /** @throws PlayheadError SINK_OTHER_CLUSTER where the file was filled from elsewhere, SINK_UNREADABLE */
  static async open(file: string, clusterId: string, outputTopic: string): Promise<Store> {
    await ensureDatabase(file, clusterId, outputTopic);
    await withDatabase(file, "READ_ONLY", async (connection) => {
      const origin = await readOrigin(file, connection);
      const foreign =
        origin.clusterId !== clusterId
          ? `of another Kafka cluster (${origin.clusterId})`
          : origin.outputTopic !== outputTopic
            ? `of the topic ${origin.outputTopic}, not of ${outputTopic}`
            : undefined;
      if (foreign === undefined) return;
      throw new PlayheadError("SINK_OTHER_CLUSTER", `${file} holds results ${foreign}`, {
        remedy:
          "write into another file (--db FILE), or move this one away: it can be rebuilt from its own cluster's topics",
      });
    });
    return new Store(file, clusterId, outputTopic);
  }

  /** The next offset to read of each output partition that has been read before. */
  async positions(): Promise<PartitionOffsets> {
    return withDatabase(this.file, "READ_ONLY", (connection) => this.readPositions(connection));
  }

  async apply(step: Step): Promise<StepOutcome> {
    // Somebody may have deleted it since: an empty one says that everything has to be written again.
    await ensureDatabase(this.file, this.clusterId, this.outputTopic);
    return withDatabase(this.file, "READ_WRITE", async (connection) => {
      await connection.run("BEGIN TRANSACTION");
      try {
        const stored = await this.readPositions(connection);
        const quicker = [...step.from].some(([partition, offset]) => stored.get(partition) !== offset);
        if (quicker) {
          await connection.run("ROLLBACK");
          return { applied: false, changedOver: undefined };
        }
        await writeRows(connection, step.rows);
        await this.writePositions(connection, step.to);
        await writeRuns(connection, step);
        const changedOver = await this.promote(connection, step);
        await connection.run("COMMIT");
        return { applied: true, changedOver };
      } catch (error) {
        // The connection is closed next, which rolls back what is left; the error at hand is the one that matters.
        await connection.run("ROLLBACK").catch(() => undefined);
        throw error;
      }
    });
  }

  private async readPositions(connection: DuckDBConnection): Promise<PartitionOffsets> {
    const reader = await connection.runAndReadAll(
      "SELECT partition, next_offset FROM progress WHERE topic = $1",
      [this.outputTopic],
    );
    return new Map(reader.getRowsJS().map(([partition, offset]) => [Number(partition), Number(offset)]));
  }

  private async writePositions(connection: DuckDBConnection, positions: PartitionOffsets): Promise<void> {
    for (const [partition, offset] of positions) {
      await connection.run("INSERT OR REPLACE INTO progress VALUES ($1, $2, $3)", [
        this.outputTopic,
        partition,
        BigInt(offset),
      ]);
    }
  }

  private async promote(
    connection: DuckDBConnection,
    { runs, promote }: Step,
  ): Promise<{ from: Run | undefined; to: Run } | undefined> {
    const reader = await connection.runAndReadAll("SELECT run_id FROM promoted WHERE output_topic = $1", [
      this.outputTopic,
    ]);
    const promotedId = reader.getRowsJS()[0]?.[0];
    const from = runs.find(({ id }) => id === promotedId);
    // A run that this writer has not heard of: another one knows more, and must not be undone.
    if (promotedId !== undefined && from === undefined) return undefined;
    const to = promote(from);
    if (to === undefined || to.id === promotedId) return undefined;
    await connection.run("INSERT OR REPLACE INTO promoted VALUES ($1, $2, epoch_ms($3::BIGINT))", [
      this.outputTopic,
      to.id,
      BigInt(Date.now()),
    ]);
    return { from, to };
  }
}

async function readOrigin(
  file: string,
  connection: DuckDBConnection,
): Promise<{ clusterId: string; outputTopic: string }> {
  const sql = `SELECT cluster_id, output_topic FROM origin WHERE format = ${FORMAT}`;
  const reader = await connection.runAndReadAll(sql).catch((error: Error) => {
    throw unreadable(file, error.message, error);
  });
  const [row] = reader.getRowsJS();
  if (row === undefined) throw unreadable(file, "another version of this program has made it");
  const [clusterId, outputTopic] = row as [string, string];
  return { clusterId, outputTopic };
}

async function writeRows(connection: DuckDBConnection, rows: readonly ResultRow[]): Promise<void> {
  if (rows.length === 0) return;
  await connection.run(
    "CREATE TEMP TABLE arriving (run_id VARCHAR, key VARCHAR, value VARCHAR, event_time BIGINT, source VARCHAR)",
  );
  const appender = await connection.createAppender("arriving", "main", "temp");
  for (const { runId, key, value, eventTime, source } of rows) {
    appender.appendVarchar(runId);
    appender.appendVarchar(key);
    appender.appendVarchar(value);
    appender.appendBigInt(BigInt(eventTime));
    appender.appendVarchar(source);
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(
    "INSERT OR REPLACE INTO results SELECT run_id, key, value, epoch_ms(event_time), source FROM arriving",
  );
  await connection.run("DROP TABLE arriving");
}

async function writeRuns(connection: DuckDBConnection, { runs, caughtUp }: Step): Promise<void> {
  for (const run of runs) {
    const { name, version, parameters, digest } = run.definition;
    await connection.run(
      // A run that has caught up has done so for good: a writer that has not heard of it changes nothing.
      `INSERT INTO runs VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, epoch_ms($10::BIGINT), $11)
        ON CONFLICT (run_id) DO UPDATE SET caught_up = caught_up OR excluded.caught_up`,
      [
        run.id,
        run.group,
        run.sourceTopic,
        run.outputTopic,
        run.number,
        name,
        version,
        JSON.stringify(parameters),
        digest,
        BigInt(run.startedAt),
        caughtUp(run),
      ],
    );
  }
}
