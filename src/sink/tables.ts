import type { Promotion } from "../journal/journal";
import type { PartitionOffsets } from "../kafka/offsets";
import type { Run } from "../processor/runs";
import type { RunInfo } from "../runs/run-info";
import type { Dialect } from "./dialect";
import { storableJson } from "./storable";

/** Runs one statement of the transaction at hand, with parameters $1, $2, …; returns its rows. */
export type Ask = (
  sql: string,
  parameters?: (string | number | bigint | boolean | null)[],
) => Promise<unknown[][]>;

/** What readers of a topic's results are given: at which promotion, and which run; none before the first. */
export interface Shown {
  number: number;
  runId: string | null;
}

/** The tables of a sink within one transaction of the writer of one topic, in the SQL that all sinks speak. */
export class Tables {
  constructor(
    private readonly ask: Ask,
    private readonly dialect: Dialect,
    private readonly topic: string,
  ) {}

  /** The next offset to read of each partition of the topic that has been read before. */
  async positions(): Promise<PartitionOffsets> {
    const rows = await this.ask("SELECT partition, next_offset FROM progress WHERE topic = $1", [this.topic]);
    return new Map(rows.map(([partition, offset]) => [Number(partition), Number(offset)]));
  }

  async setPositions(positions: PartitionOffsets): Promise<void> {
    for (const [partition, offset] of positions) {
      await this.ask(
        `INSERT INTO progress VALUES ($1, $2, $3)
         ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset`,
        [this.topic, partition, BigInt(offset)],
      );
    }
  }

  /** All in one statement, from JSON: there may be many runs, and this is done with every step. */
  async mergeRuns(runs: readonly RunInfo[], caughtUp: (run: Run) => boolean): Promise<void> {
    const rows = runs.map((run) => ({ ...run, ...run.definition, caughtUp: caughtUp(run) }));
    const text = (field: string): string => `run->>'${field}'`;
    const number = (field: string, type = "BIGINT"): string => `CAST(${text(field)} AS ${type})`;
    const time = (field: string): string => this.dialect.moment(number(field));
    await this.ask(
      `INSERT INTO runs AS known SELECT
         ${text("id")}, ${text("group")}, ${text("sourceTopic")}, ${text("outputTopic")}, ${number("number", "INTEGER")},
         ${text("name")}, ${number("version", "INTEGER")}, run->'parameters', ${text("digest")}, ${text("state")},
         run->'ranges', ${time("firstTime")}, ${time("lastTime")}, ${text("inputDigest")}, ${number("recordsIn")},
         ${number("recordsOut")}, ${number("deadLetters")}, ${number("warmedUp")},
         ${time("startedAt")}, ${time("updatedAt")}, ${time("endedAt")}, CAST(${text("caughtUp")} AS BOOLEAN)
       FROM ${this.dialect.elements("$1", "run")}
       ON CONFLICT (run_id) DO UPDATE SET
         ranges = excluded.ranges, first_time = excluded.first_time, last_time = excluded.last_time,
         input_digest = excluded.input_digest, records_in = excluded.records_in, records_out = excluded.records_out,
         dead_letters = excluded.dead_letters, warmed_up = excluded.warmed_up, updated_at = excluded.updated_at,
         state = CASE excluded.state WHEN 'running' THEN known.state ELSE excluded.state END,
         ended_at = CASE excluded.state WHEN 'running' THEN known.ended_at ELSE excluded.ended_at END,
         -- A run that has caught up has done so for good.
         caught_up = known.caught_up OR excluded.caught_up
       -- A writer that has not heard of the latest changes nothing.
       WHERE known.updated_at IS NULL OR excluded.updated_at >= known.updated_at`,
      [storableJson(JSON.stringify(rows))],
    );
  }

  /** Adds those that are not mirrored yet. */
  async mirrorPromotions(promotions: readonly Promotion[]): Promise<void> {
    const [[count] = []] = await this.ask("SELECT count(*) FROM promotions WHERE output_topic = $1", [
      this.topic,
    ]);
    const known = Number(count);
    for (const [index, { id, from, to, automatic, client, at }] of [...promotions.entries()].slice(known)) {
      await this.ask(
        `INSERT INTO promotions VALUES ($1, $2, $3, $4, $5, $6, $7, ${this.dialect.moment("CAST($8 AS BIGINT)")})`,
        [this.topic, index + 1, id, from, to, automatic, client, BigInt(at)],
      );
    }
  }

  async shown(): Promise<Shown> {
    const [row] = await this.ask("SELECT number, run_id FROM promoted WHERE output_topic = $1", [this.topic]);
    return row === undefined
      ? { number: 0, runId: null }
      : { number: Number(row[0]), runId: row[1] as string | null };
  }

  async show({ number, runId }: Shown): Promise<void> {
    await this.ask(
      `INSERT INTO promoted VALUES ($1, $2, $3)
       ON CONFLICT (output_topic) DO UPDATE SET number = excluded.number, run_id = excluded.run_id`,
      [this.topic, number, runId],
    );
  }
}
