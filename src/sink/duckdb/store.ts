import type { DuckDBConnection } from "@duckdb/node-api";
import fs from "node:fs/promises";
import type { PartitionOffsets } from "../../kafka/offsets";
import type { Run } from "../../processor/runs";
import { promotedRun } from "../../promotion/history";
import { FORMAT, type Origin } from "../origin";
import type { ChangeOver, Step, StepOutcome, Store } from "../sink";
import { withDatabase } from "./database-file";
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
    return withDatabase(this.file, "READ_ONLY", (connection) => this.readPositions(connection));
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
      const stored = await this.readPositions(connection, "sink.progress");
      const quicker = [...step.from].some(([partition, offset]) => stored.get(partition) !== offset);
      if (quicker) {
        await connection.run("ROLLBACK");
        return { applied: false, changedOver: undefined };
      }
      if (rows > 0) await mergeRows(connection);
      await this.writePositions(connection, step.to);
      await writeRuns(connection, step);
      await this.mirrorPromotions(connection, step);
      const changedOver = await this.changeOver(connection, step);
      await connection.run("COMMIT");
      return { applied: true, changedOver };
    } catch (error) {
      // The error at hand is the one that matters.
      await connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  private async readPositions(
    connection: DuckDBConnection,
    progress = "progress",
  ): Promise<PartitionOffsets> {
    const reader = await connection.runAndReadAll(
      `SELECT partition, next_offset FROM ${progress} WHERE topic = $1`,
      [this.topic],
    );
    return new Map(reader.getRowsJS().map(([partition, offset]) => [Number(partition), Number(offset)]));
  }

  private async writePositions(connection: DuckDBConnection, positions: PartitionOffsets): Promise<void> {
    for (const [partition, offset] of positions) {
      await connection.run("INSERT OR REPLACE INTO sink.progress VALUES ($1, $2, $3)", [
        this.topic,
        partition,
        BigInt(offset),
      ]);
    }
  }

  private async mirrorPromotions(connection: DuckDBConnection, { promotions }: Step): Promise<void> {
    const reader = await connection.runAndReadAll(
      "SELECT count(*) FROM sink.promotions WHERE output_topic = $1",
      [this.topic],
    );
    const known = Number(reader.getRowsJS()[0]?.[0]);
    for (const [index, { id, from, to, automatic, client, at }] of [...promotions.entries()].slice(known)) {
      await connection.run(
        "INSERT INTO sink.promotions VALUES ($1, $2, $3, $4, $5, $6, $7, epoch_ms($8::BIGINT))",
        [this.topic, index + 1, id, from, to, automatic, client, BigInt(at)],
      );
    }
  }

  /** Shows the run that the journal says is promoted, once it is whole here; where nothing is shown yet, at once. */
  private async changeOver(
    connection: DuckDBConnection,
    { runs, promotions, covers }: Step,
  ): Promise<ChangeOver | undefined> {
    const reader = await connection.runAndReadAll(
      "SELECT number, run_id FROM sink.promoted WHERE output_topic = $1",
      [this.topic],
    );
    const [number = 0, shown = null] = (reader.getRowsJS()[0] ?? []) as [number?, (string | null)?];
    // Another writer may know more: what it has shown is not undone.
    if (promotions.length <= number) return undefined;
    const promoted = promotedRun(promotions);
    if (shown !== null && promoted !== null && !covers(promoted)) return undefined;
    await connection.run("INSERT OR REPLACE INTO sink.promoted VALUES ($1, $2, $3)", [
      this.topic,
      promotions.length,
      promoted,
    ]);
    const run = (wanted: string | null): Run | undefined => runs.find(({ id }) => id === wanted);
    return promoted === shown ? undefined : { from: run(shown), to: run(promoted) };
  }
}

/** A key's row of before gives way. Measured: a third of the time of INSERT OR REPLACE over a primary key. */
async function mergeRows(connection: DuckDBConnection): Promise<void> {
  await connection.run(
    "DELETE FROM sink.results r USING memory.arriving a WHERE r.run_id = a.run_id AND r.key = a.key",
  );
  await connection.run(
    "INSERT INTO sink.results SELECT run_id, key, value, epoch_ms(event_time), source FROM memory.arriving",
  );
}

/** All in one statement, from JSON: there may be many runs, and this is done with every step. */
async function writeRuns(connection: DuckDBConnection, { runs, caughtUp }: Step): Promise<void> {
  const rows = runs.map((run) => ({ ...run, ...run.definition, caughtUp: caughtUp(run) }));
  const text = (field: string): string => `run->>'${field}'`;
  const time = (field: string): string => `epoch_ms((${text(field)})::BIGINT)`;
  await connection.run(
    `INSERT INTO sink.runs SELECT
       ${text("id")}, ${text("group")}, ${text("sourceTopic")}, ${text("outputTopic")}, ${text("number")},
       ${text("name")}, ${text("version")}, run->'parameters', ${text("digest")}, ${text("state")}, run->'ranges',
       ${time("firstTime")}, ${time("lastTime")}, ${text("inputDigest")}, ${text("recordsIn")},
       ${text("recordsOut")}, ${text("deadLetters")}, ${text("warmedUp")},
       ${time("startedAt")}, ${time("updatedAt")}, ${time("endedAt")}, ${text("caughtUp")}
     FROM (SELECT unnest(CAST($1 AS JSON[])) AS run)
     ON CONFLICT (run_id) DO UPDATE SET
       ranges = excluded.ranges, first_time = excluded.first_time, last_time = excluded.last_time,
       input_digest = excluded.input_digest, records_in = excluded.records_in, records_out = excluded.records_out,
       dead_letters = excluded.dead_letters, warmed_up = excluded.warmed_up, updated_at = excluded.updated_at,
       state = CASE excluded.state WHEN 'running' THEN state ELSE excluded.state END,
       ended_at = CASE excluded.state WHEN 'running' THEN ended_at ELSE excluded.ended_at END,
       -- A run that has caught up has done so for good.
       caught_up = caught_up OR excluded.caught_up
     -- A writer that has not heard of the latest changes nothing.
     WHERE updated_at IS NULL OR excluded.updated_at >= updated_at`,
    [JSON.stringify(rows)],
  );
}
