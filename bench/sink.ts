import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { stopBroker } from "../src/broker/embedded";
import { PROJECT_ROOT } from "../src/config";
import { readDatabaseUrl, schemaFor, type DatabaseServer } from "../src/database";
import { decodeRecordSet } from "../src/kafka/record-batch/decode";
import { RecordBatchWriter } from "../src/kafka/record-batch/encode";
import { HeaderBlock } from "../src/kafka/record-batch/header-block";
import type { FetchedRecord } from "../src/kafka/record-batch/log-record";
import { cumulativeDistance } from "../src/processor/library/cumulative-distance";
import { HEADER } from "../src/processor/headers";
import { Flow } from "../src/sink/flow";
import { Pace } from "../src/sink/pace";
import { PostgresSink } from "../src/sink/postgres/postgres-sink";
import type { Step, StepOutcome } from "../src/sink/sink";
import { DUCKDB } from "../src/sink/duckdb/dialect";
import { allResultsSql } from "../src/sink/schema";
import { DuckDBStore } from "../src/sink/duckdb/store";
import { openWorkbook } from "../src/workbook";
import { trackCsv } from "../test/fixtures/track-csv";
import type { Waits } from "./sink-reader";

/**
 * How fast the writer catches up with a topic of outputs, and how long a reader in another process waits meanwhile who
 * asks five times a second. Once with many outputs a key and once with one. Starts a broker of its own in a temporary
 * home and removes both.
 *
 * npx tsx bench/sink.ts [--outputs 1000000]; with DATABASE_URL, the PostgreSQL server that it names beside DuckDB
 */
const { values } = parseArgs({ options: { outputs: { type: "string", default: "1000000" } } });
const OUTPUTS = Number(values.outputs);
const ALL_RESULTS = allResultsSql(DUCKDB);
const SERVER = readDatabaseUrl(process.env);
const ORIGIN = { clusterId: "cluster", outputTopic: "out", windowTopic: "windows" };
const FEW_KEYS = 7000;
/** The topic's batches are about that large. */
const BATCH = 10_000;

/** What a dashboard asks; all rows where they are few. */
const TOTALS = "SELECT count(*) AS tracks, sum(distance) AS distance, any_value(unit) AS unit FROM dist_calc";

async function main(): Promise<void> {
  const home = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-bench-sink-"));
  // Killed, this program can't stop its broker: that then notices by itself.
  process.env["PLAYHEAD_OWNER_PID"] = String(process.pid);
  try {
    await measure(home, FEW_KEYS, ALL_RESULTS);
    await measure(home, OUTPUTS, TOTALS);
  } finally {
    await stopBroker(home);
    await fs.rm(home, { recursive: true, force: true });
  }
}

async function measure(home: string, keys: number, question: string): Promise<void> {
  print(`${number(OUTPUTS)} outputs of ${number(keys)} keys`);
  await catchUp(home, keys, question);
  await duckdbAlone(path.join(home, `alone-${keys}.duckdb`), keys);
  if (SERVER !== undefined) await postgresAlone(SERVER, keys);
}

async function catchUp(home: string, keys: number, question: string): Promise<void> {
  const workbook = openWorkbook({ home, brokers: undefined, prefix: `of-${keys}-keys.` });
  try {
    const csv = path.join(home, "tracks.csv");
    await fs.writeFile(csv, trackCsv({ rows: OUTPUTS, tracks: keys }));
    await workbook.ingest(csv);
    const { recordsOut } = await workbook.process(cumulativeDistance({ unit: "mi" }));
    const db = path.join(home, `of-${keys}-keys.duckdb`);
    const reader = startReader(db, question);
    await reader.ready;
    const { outputs, durationMs } = await workbook.write({ db });
    const waits = await reader.stop();
    if (outputs !== recordsOut) throw new Error(`${outputs} outputs read, ${recordsOut} produced`);
    print(`  topic to file                   ${number((outputs / durationMs) * 1000)} rows/s`);
    print(
      `  a reader beside it              ${waits.asked} times asked, median ${waits.median} ms, longest ${waits.longest} ms, refused ${waits.refused}`,
    );
    print(`  the same reader, alone          ${waits.alone} ms`);
  } finally {
    await workbook.close();
  }
}

function startReader(db: string, question: string): { ready: Promise<unknown>; stop(): Promise<Waits> } {
  const script = path.join(__dirname, "sink-reader.ts");
  const child = spawn(process.execPath, ["--require", "tsx/cjs", script, db, question], {
    cwd: PROJECT_ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => (text += part));
  return {
    ready: once(child.stdout, "data"),
    async stop() {
      child.stdin.end();
      await once(child, "close");
      return JSON.parse(text.slice(text.indexOf("{"))) as Waits;
    },
  };
}

/** The writer's steps without Kafka. */
async function alone<Outcome extends StepOutcome>(
  store: { apply(step: Step, pause: () => Promise<unknown>): Promise<Outcome> },
  keys: number,
  onStep: (outcome: Outcome) => void,
): Promise<number> {
  const batches = madeUp(keys);
  const pace = new Pace();
  const began = Date.now();
  const flow = new Flow(new Map(), pace, async ({ results, from, to }) => {
    const step = { rows: results, from, to, runs: [], promotions: [] };
    onStep(
      await store.apply({ ...step, caughtUp: () => false, covers: () => true }, () => pause(pace.breath())),
    );
    pace.released();
    return true;
  });
  for (const records of batches)
    await flow.take(0, { records, nextOffset: (records.at(-1)?.offset ?? 0) + 1 });
  await flow.finish();
  return (OUTPUTS / (Date.now() - began)) * 1000;
}

async function duckdbAlone(file: string, keys: number): Promise<void> {
  const store = await DuckDBStore.open(file, ORIGIN, ORIGIN.outputTopic);
  let longest = 0;
  const rate = await alone(store, keys, ({ heldMs }) => (longest = Math.max(longest, heldMs)));
  await fs.rm(file);
  print(`  DuckDB alone, fed from memory   ${number(rate)} rows/s, file held ${longest} ms at most`);
}

/** In a schema of its own, which is removed afterwards. */
async function postgresAlone(server: DatabaseServer, keys: number): Promise<void> {
  const prefix = `bench-${process.pid}`;
  const sink = PostgresSink.of(server, prefix);
  try {
    const rate = await alone(await sink.store(ORIGIN, ORIGIN.outputTopic), keys, () => undefined);
    print(`  PostgreSQL, fed from memory     ${number(rate)} rows/s`);
  } finally {
    await sink.close();
    const client = new pg.Client(server.url);
    await client.connect();
    await client.query(`DROP SCHEMA IF EXISTS ${schemaFor(server.schema, prefix)} CASCADE`);
    await client.end();
  }
}

/** Outputs such as those of cumulative-distance. */
function madeUp(keys: number): FetchedRecord[][] {
  const headers = new HeaderBlock([[HEADER.run, "distance_calculator:raw-trackpoints:1"]], HEADER.source);
  const batches: FetchedRecord[][] = [];
  for (let first = 0; first < OUTPUTS; first += BATCH) {
    const writer = new RecordBatchWriter();
    for (let offset = first; offset < Math.min(first + BATCH, OUTPUTS); offset++) {
      const key = String(offset % keys);
      const value = `{"track_id":"${key}","distance":${offset * 1.234567},"unit":"mi","points":${offset + 1}}`;
      writer.appendText(key, value, 1_700_000_000_000 + offset, headers, `0:${offset}`);
    }
    const bytes = writer.finish({
      producerId: -1n,
      producerEpoch: -1,
      baseSequence: -1,
      transactional: false,
    });
    bytes.writeBigInt64BE(BigInt(first)); // As the broker does.
    const decoded = decodeRecordSet({ topic: "out", partition: 0 }, bytes);
    if (!(decoded instanceof Promise)) batches.push(...decoded.map(({ records }) => records));
  }
  return batches;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function number(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main();
