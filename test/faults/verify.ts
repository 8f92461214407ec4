import type { Connection } from "../../src/kafka/connection";
import { readTopic, type LogRecord } from "../../src/kafka/log";
import { listOffsets } from "../../src/kafka/offsets";
import type { Names } from "../../src/names";
import type { DistanceOutput } from "../../src/processor/library/cumulative-distance";
import { HEADER } from "../../src/processor/headers";
import { readRuns, runsOf, type Run, type Runs } from "../../src/processor/runs";
import type { TrackPoint } from "../../src/tracks/track-point";
import type { Workbook } from "../../src/workbook";
import { fold, type Fold, type SourceRecord } from "./fold";
import {
  judgeRun,
  judgeTable,
  note,
  noVerdict,
  together,
  type Extent,
  type Output,
  type TableRow,
  type Verdict,
} from "./verdict";

/** What a record carries that was made to be a bad one: which kind of. */
export const BAD = "bad";

/** The fold over what the source topic holds, but for what was made to be bad. */
export async function foldOf(connection: Connection, { source }: Names): Promise<Fold> {
  const records: SourceRecord[] = [];
  await eachRecord(connection, source, ({ partition, offset, key, value, headers }) => {
    if (headers[BAD] !== undefined) return;
    const { latitude, longitude } = JSON.parse(String(value)) as TrackPoint;
    records.push({ partition, offset, key: String(key), point: { latitude, longitude } });
  });
  return fold(records);
}

/** The table that readers see, in the home's database or another file. */
export async function shownTable(workbook: Workbook, db?: string): Promise<TableRow[]> {
  const sql = "SELECT track_id, distance, points FROM dist_calc";
  const rows = await workbook.query(sql, db === undefined ? {} : { db });
  return [...rows].map(({ track_id, distance, points }) => ({
    key: String(track_id),
    distance: Number(distance),
    points: Number(points),
  }));
}

/** Compares all that has come out of the source topic, in Kafka and in the database, with the fold over it. */
export async function verify(workbook: Workbook, connection: Connection, runs: number): Promise<Verdict> {
  const { names } = workbook;
  const truth = await foldOf(connection, names);
  return together([
    await verifyRuns(connection, names, truth, runs),
    judgeTable("database", truth, await shownTable(workbook)),
  ]);
}

/**
 * Compares the outputs of every run of the group with the fold: of earlier runs as far as they came, of the last one
 * to the log's end.
 *
 * @param runs how many there must be: one, and one more for each time the playhead was moved
 */
async function verifyRuns(connection: Connection, names: Names, truth: Fold, runs: number): Promise<Verdict> {
  const all = await readRuns(connection, names.runs);
  const known = runsOf(all, names.calculator, names.source);
  const outputs = await outputsByRun(connection, names.output);
  const ends = await listOffsets(connection, names.source, "latest");
  const verdicts = known.map((run, i) => {
    const extent = i === 0 ? toTheEnd(run, all, ends) : extentOf(run, all);
    const judged = judgeRun(run.id, truth, extent, outputs.get(run.id) ?? []);
    outputs.delete(run.id);
    return judged;
  });
  const runsFound = noVerdict();
  if (known.length !== runs) note(runsFound, "wrong", "runs", `${known.length}, expected ${runs}`);
  for (const [run, list] of outputs)
    note(runsFound, "wrong", run, `${list.length} outputs of an unknown run`);
  const first = known.at(-1);
  if (first !== undefined) requireStart(runsFound, first, all);
  return together([runsFound, ...verdicts]);
}

function extentOf(run: Run, { progress }: Runs): Extent {
  const entries = [...(progress.get(run.id)?.values() ?? [])];
  return new Map(
    entries.map(({ partition, startOffset, nextOffset }) => [
      partition,
      { from: startOffset, until: nextOffset },
    ]),
  );
}

function toTheEnd(run: Run, runs: Runs, ends: ReadonlyMap<number, number>): Extent {
  const extent = extentOf(run, runs);
  return new Map([...ends].map(([id, until]) => [id, { from: extent.get(id)?.from ?? 0, until }]));
}

function requireStart(verdict: Verdict, first: Run, runs: Runs): void {
  for (const [partition, { from }] of extentOf(first, runs)) {
    if (from !== 0) note(verdict, "lost", first.id, `what lies before ${partition}:${from}`);
  }
}

async function outputsByRun(connection: Connection, topic: string): Promise<Map<string, Output[]>> {
  const byRun = new Map<string, Output[]>();
  await eachRecord(connection, topic, ({ headers, key, value }) => {
    const { distance, points } = JSON.parse(String(value)) as DistanceOutput;
    const run = String(headers[HEADER.run]);
    const list = byRun.get(run) ?? [];
    const source = String(headers[HEADER.source]);
    const warmUp = headers[HEADER.warmUp] !== undefined;
    list.push({ source, warmUp, key: String(key), distance, points });
    byRun.set(run, list);
  });
  return byRun;
}

/** Every committed record, partition by partition. */
async function eachRecord(
  connection: Connection,
  topic: string,
  work: (record: LogRecord) => void,
): Promise<void> {
  for await (const { records } of readTopic(connection, topic)) for (const record of records) work(record);
}
