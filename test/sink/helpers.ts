import fs from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import type { Names } from "../../src/names";
import type { Run } from "../../src/processor/runs";
import type { QueryRow } from "../../src/sink/rows";
import type { Workbook } from "../../src/workbook";
import type { WorkbookOptions } from "../../src/workbook-calls";
import type { TestPlace } from "../fixtures/place";
import { trackCsv, type CsvShape } from "../fixtures/track-csv";

/** Topics, groups and a home of one test. */
export interface SinkPlace {
  names: Names;
  home: string;
  /** The home's own database file. */
  file: string;
  workbook: Workbook;
  /** The environment for a command that works with the same; with another home, on another database. */
  env(home?: string): Promise<NodeJS.ProcessEnv>;
}

/** A place within the test file's own, with topics of its own. */
export async function sinkPlace(place: TestPlace, options: WorkbookOptions = {}): Promise<SinkPlace> {
  const prefix = `${place.unique("sink")}.`;
  const home = await fs.mkdtemp(path.join(await place.home(), "sink-"));
  const workbook = await place.workbook({ prefix, home, ...options });
  return {
    names: workbook.names,
    home,
    file: workbook.sink.name,
    workbook,
    env: async (other = home) => ({
      ...(await place.env()),
      PLAYHEAD_PREFIX: prefix,
      PLAYHEAD_HOME: other,
    }),
  };
}

/** Ingests generated tracks. */
export async function ingestTracks({ workbook, home }: SinkPlace, shape: CsvShape): Promise<void> {
  const csv = path.join(home, "tracks.csv");
  await fs.writeFile(csv, trackCsv(shape));
  await workbook.ingest(csv);
}

/**
 * The last output of each key of a run, by key, as the topic has them: what its rows must say. Read record by record,
 * without the writer's code.
 */
export async function lastOutputs(
  workbook: Workbook,
  run: Pick<Run, "id" | "outputTopic">,
): Promise<Map<string, unknown>> {
  return new Map((await workbook.outputs(run)).map(({ key, output }) => [key, output]));
}

/** The rows of a run in a database file, or in the workbook's own database, by key. */
export async function rowsOf(
  workbook: Workbook,
  db: string | undefined,
  run: Pick<Run, "id">,
): Promise<Map<string, unknown>> {
  const call = db === undefined ? {} : { db };
  const rows = await workbook.query(`SELECT key, value FROM results WHERE run_id = '${run.id}'`, call);
  expect(new Set(rows.map(({ key }) => key)).size, "one row per key").toBe(rows.length);
  return new Map(rows.map(({ key, value }) => [String(key), JSON.parse(String(value)) as unknown]));
}

/**
 * All that a database file, or the workbook's own database, holds, but for the wall clock; equal ones have equal
 * contents.
 */
export async function contents(workbook: Workbook, db?: string): Promise<Record<string, QueryRow[]>> {
  const call = db === undefined ? {} : { db };
  const ask = async (sql: string): Promise<QueryRow[]> => [...(await workbook.query(sql, call))];
  return {
    results: await ask("SELECT * FROM results ORDER BY run_id, key"),
    shown: await ask("SELECT * FROM dist_calc ORDER BY track_id"),
    windows: await ask("SELECT * FROM window_calc ORDER BY run_id, track_id"),
    promoted: await ask("SELECT * FROM promoted ORDER BY output_topic"),
    promotions: await ask("SELECT * FROM promotions ORDER BY output_topic, number"),
    runs: await ask("SELECT * FROM runs ORDER BY run_id"),
    progress: await ask("SELECT * FROM progress ORDER BY topic, partition"),
  };
}
