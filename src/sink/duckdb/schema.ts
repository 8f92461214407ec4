import { DuckDBInstance } from "@duckdb/node-api";
import fs from "node:fs/promises";
import path from "node:path";
import { toDiskError } from "../../disk";
import { NO_TIME } from "../../tracks/no-time";
import { FORMAT, type Origin } from "../origin";
import { explainFullDisk } from "./database-file";
import { draftOf, removeDraft } from "./draft";

/**
 * The sink's tables. `results` keeps the last output of each key of every run, so that runs can be compared and a
 * replaced one brought back; the view `dist_calc` shows the promoted run only, which is why its rows are always of
 * one run and one unit. The view `window_calc` shows the rows of all runs of time windows side by side: nobody promotes
 * a window, so each row names its run. `progress` says up to which offset of each output partition the file has come: it is written
 * in the same transaction as the rows. An output may be anything: a field that is no number shows as none.
 *
 * `runs` mirrors what is known of each run, see `RunInfo`; `caught_up` says that the file has all that a complete
 * run has put out. `promotions` mirrors those of the journal that count, numbered from 1; `promoted` says at which of them the file's
 * readers are, which lags behind until the rows of the run are there. It names no run where they see none.
 *
 * `results` has no primary key: the writer, which alone puts rows in, takes out a key's earlier row in the same
 * transaction. DuckDB's index of a million keys costs twice the time of the rows, and as much space.
 */
const TABLES = `
  CREATE TABLE origin (cluster_id VARCHAR NOT NULL, output_topic VARCHAR NOT NULL, format INTEGER NOT NULL);
  CREATE TABLE progress (topic VARCHAR, partition INTEGER, next_offset BIGINT NOT NULL, PRIMARY KEY (topic, partition));
  CREATE TABLE runs (
    run_id VARCHAR PRIMARY KEY, consumer_group VARCHAR NOT NULL, source_topic VARCHAR NOT NULL,
    output_topic VARCHAR NOT NULL, number INTEGER NOT NULL, processor VARCHAR NOT NULL, version INTEGER NOT NULL,
    parameters JSON NOT NULL, digest VARCHAR NOT NULL, state VARCHAR NOT NULL, ranges JSON NOT NULL,
    first_time TIMESTAMP, last_time TIMESTAMP, input_digest VARCHAR, records_in BIGINT NOT NULL,
    records_out BIGINT NOT NULL, dead_letters BIGINT NOT NULL, warmed_up BIGINT NOT NULL,
    started_at TIMESTAMP NOT NULL, updated_at TIMESTAMP, ended_at TIMESTAMP, caught_up BOOLEAN NOT NULL
  );
  CREATE TABLE promotions (
    output_topic VARCHAR, number INTEGER, id VARCHAR NOT NULL, from_run VARCHAR, to_run VARCHAR,
    automatic BOOLEAN NOT NULL, client VARCHAR NOT NULL, promoted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (output_topic, number)
  );
  CREATE TABLE promoted (output_topic VARCHAR PRIMARY KEY, number INTEGER NOT NULL, run_id VARCHAR);
  CREATE TABLE results (
    run_id VARCHAR NOT NULL, key VARCHAR NOT NULL, value JSON NOT NULL, event_time TIMESTAMP NOT NULL, source VARCHAR
  );
`;

/** What Kafka's timestamp of -1 is as a time: that of a record which has none. */
const NO_EVENT_TIME = `make_timestamp(${NO_TIME}000)`;

/** The columns of a result that both views have. */
const RESULT = `
  r.key AS track_id,
  TRY_CAST(r.value->>'distance' AS DOUBLE) AS distance,
  r.value->>'unit' AS unit,
  r.run_id,
  TRY_CAST(r.value->>'points' AS BIGINT) AS points,
  NULLIF(r.event_time, ${NO_EVENT_TIME}) AS event_time,
  u.processor,
  u.version
`;

function views({ outputTopic, windowTopic }: Origin): string {
  const parameter = (name: string, type: string): string =>
    `TRY_CAST(u.parameters->>'$."window.${name}"' AS ${type})`;
  return `
    CREATE VIEW dist_calc AS
      SELECT ${RESULT} FROM results r JOIN promoted p USING (run_id) JOIN runs u USING (run_id)
      WHERE p.output_topic = ${literal(outputTopic)};
    CREATE VIEW window_calc AS
      SELECT ${RESULT},
        ${parameter("from", "TIMESTAMP")} AS window_from,
        ${parameter("to", "TIMESTAMP")} AS window_to,
        ${parameter("warmUp", "BOOLEAN")} AS warm_up
      FROM results r JOIN runs u USING (run_id)
      WHERE u.output_topic = ${literal(windowTopic)};
  `;
}

/**
 * Makes the database file unless it is there. It appears with all its tables at once, or not at all.
 *
 * @throws PlayheadError DISK_FULL, HOME_NOT_WRITABLE
 */
export async function ensureDatabase(file: string, origin: Origin): Promise<void> {
  if (await exists(file)) return;
  const folder = path.dirname(file);
  await fs.mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw toDiskError(folder, error);
  });
  const draft = draftOf(file);
  try {
    await makeDatabase(draft, origin);
    // What a deleted file may have left behind belongs to that file.
    await fs.rm(`${file}.wal`, { force: true });
    // Of two who make it at the same moment one wins; link() refuses where rename() would replace.
    await fs.link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return;
    throw toDiskError(folder, explainFullDisk(file, error));
  } finally {
    await removeDraft(draft);
  }
}

async function makeDatabase(file: string, origin: Origin): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    await connection.run(TABLES + views(origin));
    await connection.run(
      `INSERT INTO origin VALUES (${literal(origin.clusterId)}, ${literal(origin.outputTopic)}, ${FORMAT})`,
    );
    await connection.run("CHECKPOINT");
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}

export async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

/** A string as an SQL literal. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
