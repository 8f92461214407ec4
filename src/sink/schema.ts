import { NO_TIME } from "../tracks/no-time";
import type { Dialect } from "./dialect";
import { literal } from "./quote";
import type { Origin } from "./origin";

/** What {@link schemaSql} makes. */
export const TABLES = ["origin", "progress", "runs", "promotions", "promoted", "results"] as const;
export const VIEWS = ["dist_calc", "window_calc"] as const;

/** Raise it when a database of before can't be gone on with. */
export const FORMAT = 3;

/**
 * A sink's tables. `results` keeps the last output of each key of every run, so that runs can be compared and a
 * replaced one brought back; the view `dist_calc` shows the promoted run only, which is why its rows are always of
 * one run and one unit. The view `window_calc` shows the rows of all runs of time windows side by side: nobody promotes
 * a window, so each row names its run. `progress` says up to which offset of each output partition the sink has come:
 * it is written in the same transaction as the rows. An output may be anything: a field that is no number shows as none.
 *
 * `runs` mirrors what is known of each run, see `RunInfo`; `caught_up` says that the sink has all that a complete
 * run has put out. `promotions` mirrors those of the journal that count, numbered from 1; `promoted` says at which of them the sink's
 * readers are, which lags behind until the rows of the run are there. It names no run where they see none.
 */
export function schemaSql(dialect: Dialect, { clusterId, outputTopic, windowTopic }: Origin): string {
  const { text, resultsKey } = dialect;
  const parameter = (name: string, type: "TIMESTAMP" | "BOOLEAN"): string =>
    dialect.tryCast(`u.parameters->>'window.${name}'`, type);
  const result = resultColumns(dialect);
  return `
    CREATE TABLE origin (cluster_id ${text} NOT NULL, output_topic ${text} NOT NULL, format INTEGER NOT NULL);
    CREATE TABLE progress (
      topic ${text}, partition INTEGER, next_offset BIGINT NOT NULL, PRIMARY KEY (topic, partition)
    );
    CREATE TABLE runs (
      run_id ${text} PRIMARY KEY, consumer_group ${text} NOT NULL, source_topic ${text} NOT NULL,
      output_topic ${text} NOT NULL, number INTEGER NOT NULL, processor ${text} NOT NULL, version INTEGER NOT NULL,
      parameters JSON NOT NULL, digest ${text} NOT NULL, state ${text} NOT NULL, ranges JSON NOT NULL,
      first_time TIMESTAMP, last_time TIMESTAMP, input_digest ${text}, records_in BIGINT NOT NULL,
      records_out BIGINT NOT NULL, dead_letters BIGINT NOT NULL, warmed_up BIGINT NOT NULL,
      started_at TIMESTAMP NOT NULL, updated_at TIMESTAMP, ended_at TIMESTAMP, caught_up BOOLEAN NOT NULL
    );
    CREATE TABLE promotions (
      output_topic ${text}, number INTEGER, id ${text} NOT NULL, from_run ${text}, to_run ${text},
      automatic BOOLEAN NOT NULL, client ${text} NOT NULL, promoted_at TIMESTAMP NOT NULL,
      PRIMARY KEY (output_topic, number)
    );
    CREATE TABLE promoted (output_topic ${text} PRIMARY KEY, number INTEGER NOT NULL, run_id ${text});
    CREATE TABLE results (
      run_id ${text} NOT NULL, key ${text} NOT NULL, value JSON NOT NULL, event_time TIMESTAMP NOT NULL,
      source ${text} ${resultsKey}
    );
    CREATE VIEW dist_calc AS
      SELECT ${result} FROM results r JOIN promoted p USING (run_id) JOIN runs u USING (run_id)
      WHERE p.output_topic = ${literal(outputTopic)};
    CREATE VIEW window_calc AS
      SELECT ${result},
        ${parameter("from", "TIMESTAMP")} AS window_from,
        ${parameter("to", "TIMESTAMP")} AS window_to,
        ${parameter("warmUp", "BOOLEAN")} AS warm_up
      FROM results r JOIN runs u USING (run_id)
      WHERE u.output_topic = ${literal(windowTopic)};
    INSERT INTO origin VALUES (${literal(clusterId)}, ${literal(outputTopic)}, ${FORMAT});
  `;
}

/** What readers are shown of a row `r` of the results, and its run `u`. */
function resultColumns({ tryCast, moment }: Dialect): string {
  // A record without a time has Kafka's timestamp of -1.
  return `
    r.key AS track_id,
    ${tryCast("r.value->>'distance'", "DOUBLE PRECISION")} AS distance,
    r.value->>'unit' AS unit,
    r.run_id,
    ${tryCast("r.value->>'points'", "BIGINT")} AS points,
    NULLIF(r.event_time, ${moment(String(NO_TIME))}) AS event_time,
    u.processor,
    u.version`;
}

/** The query of one run's results, whoever sees them, with the columns and in the order of {@link allResultsSql}. */
export function runResultsSql(dialect: Dialect, runId: string): string {
  const rows = `SELECT ${resultColumns(dialect)} FROM results r JOIN runs u USING (run_id) WHERE r.run_id = ${literal(runId)}`;
  return `SELECT * FROM (${rows}) AS of_run ${inOrder(dialect)}`;
}

/** The query of all tracks, as readers see them: of the promoted run, in the order of their ids. */
export function allResultsSql(dialect: Dialect): string {
  return `SELECT * FROM dist_calc ${inOrder(dialect)}`;
}

/** Numbers by size, then texts. */
function inOrder({ tryCast }: Dialect): string {
  return `ORDER BY ${tryCast("track_id", "DOUBLE PRECISION")}, track_id`;
}
