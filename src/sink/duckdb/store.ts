import type { DuckDBConnection } from "@duckdb/node-api";
import fs from "node:fs/promises";
import type { PartitionOffsets } from "../../kafka/offsets";
import { applyStep } from "../apply-step";
import type { Origin } from "../origin";
import { FORMAT } from "../schema";
import type { Step, StepOutcome, Store } from "../sink";
import { Tables } from "../tables";
import { withDatabase } from "./database-file";
import { DUCKDB } from "./dialect";
import { removeAbandonedDrafts } from "./draft";
import { requireOrigin } from "./origin";
import { ensureDatabase } from "./schema";
import { Staging } from "./staging";

/** A step, and how long nobody else could open the file for it. */
interface Held extends StepOutcome {
  /** ms */
  heldMs: number;
}

/** The database file as the writer of one topic uses it. */
export class DuckDBStore implements Store {
  private constructor(
    readonly file: string,
    private readonly origin: Origin,
    private readonly topic: string,
  ) {}

  /**
   * @param topic the one whose outputs are written: the output topic, or that of windows
   * @throws PlayheadError SINK_OTHER_CLUSTER where the file was filled from elsewhere, SINK_UNREADABLE
   */
  static async open(file: string, origin: Origin, topic = origin.outputTopic): Promise<DuckDBStore> {
    await removeAbandonedDrafts(await fs.realpath(file).catch(() => file));
    await ensureDatabase(file, origin);
    await withDatabase(file, "READ_ONLY", (connection) => requireOrigin(file, connection, origin, FORMAT));
    return new DuckDBStore(file, origin, topic);
  }

  async positions(): Promise<PartitionOffsets> {
    return withDatabase(this.file, "READ_ONLY", (connection) => this.tables(connection).positions());
  }

  async apply(step: Step, pause: () => Promise<unknown> = () => Promise.resolve()): Promise<Held> {
    const staging = await Staging.of(step.rows);
    try {
      await pause();
      // Somebody may have deleted it since: an empty one says that everything has to be written again.
      await ensureDatabase(this.file, this.origin);
      let takenAt = 0;
      const done = await staging.into(this.file, (connection) => {
        takenAt = Date.now();
        return this.transact(connection, step, staging.rows);
      });
      return { ...done, heldMs: Date.now() - takenAt };
    } finally {
      await staging.close();
    }
  }

  private async transact(connection: DuckDBConnection, step: Step, rows: number): Promise<StepOutcome> {
    await connection.run("BEGIN TRANSACTION");
    try {
      const outcome = await applyStep(this.tables(connection), step, async () => {
        if (rows > 0) await mergeRows(connection);
      });
      await connection.run("COMMIT");
      return outcome;
    } catch (error) {
      // The error at hand is the one that matters.
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  private tables(connection: DuckDBConnection): Tables {
    return new Tables(
      async (sql, parameters) => (await connection.runAndReadAll(sql, parameters)).getRowsJS(),
      DUCKDB,
      this.topic,
    );
  }
}

/** A key's row of before gives way. Measured: a third of the time of INSERT OR REPLACE over a primary key. */
async function mergeRows(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    "DELETE FROM results r USING memory.arriving a WHERE r.run_id = a.run_id AND r.key = a.key",
  );
  await connection.run(
    "INSERT INTO results SELECT run_id, key, value, epoch_ms(event_time), source FROM memory.arriving",
  );
}
