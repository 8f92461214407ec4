import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { stopBroker } from "../src/broker/embedded";
import { BrokerSession } from "../src/broker/session";
import { openAppender } from "../src/kafka/append";
import type { Connection } from "../src/kafka/connection";
import { commitOffsets, listOffsets } from "../src/kafka/offsets";
import { ensureTopic } from "../src/kafka/topics";
import { names } from "../src/names";
import { planRewind } from "../src/rewind/rewind";
import { earliest, toDatetime, toOffset } from "../src/rewind/targets";
import { table } from "../src/view/table";

/**
 * How long a rewind takes: `npx tsx bench/rewind.ts [ROUNDS] [RECORDS]`, for topics of 1 and of 100 partitions, with so
 * many records in all. On a broker of its own, warm. The first round, which warms all up, is left out.
 */
const ROUNDS = Number(process.argv[2] ?? 7);
const RECORDS = Number(process.argv[3] ?? 1_000_000);
const PARTITIONS = [1, 100];
const CHUNK = 50_000;
const LIMIT = 300;

interface Measured {
  what: string;
  partitions: number;
  times: number[];
}

const FIRST = Date.UTC(2023, 2, 6);

async function fill(connection: Connection, topic: string, partitions: number): Promise<void> {
  await ensureTopic(connection, { topic, partitions });
  const appender = await openAppender(connection);
  for (let from = 0; from < RECORDS; from += CHUNK) {
    const records = Array.from({ length: Math.min(CHUNK, RECORDS - from) }, (_, i) => ({
      key: String(i % 1000),
      value: JSON.stringify({ id: from + i, latitude: 41.1, longitude: 2.1, track_id: i % 1000 }),
      timestamp: FIRST + from + i,
      partition: (from + i) % partitions,
    }));
    await appender.append(topic, records);
  }
}

async function measure(connection: Connection, partitions: number): Promise<Measured[]> {
  const topic = `topic-${partitions}`;
  const group = `group-${partitions}`;
  await fill(connection, topic, partitions);
  const ends = await listOffsets(connection, topic, "latest");
  await commitOffsets(connection, group, topic, ends);
  const middle = Math.floor(RECORDS / partitions / 2);
  const targets = [earliest(), toOffset(middle), toDatetime(new Date(FIRST + RECORDS / 2))];
  const dry: Measured = { what: "dry run", partitions, times: [] };
  const executed: Measured = { what: "execute", partitions, times: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const target of targets) {
      const planning = performance.now();
      const plan = await planRewind({ connection, names: names() }, group, target, topic);
      dry.times.push(performance.now() - planning);
      const executing = performance.now();
      await plan.execute();
      executed.times.push(performance.now() - executing);
    }
    if (round === 0) dry.times.length = executed.times.length = 0;
  }
  return [dry, executed];
}

function print(rows: readonly Measured[]): void {
  const sorted = ({ times }: Measured): number[] => [...times].sort((a, b) => a - b);
  const text = table(rows, [
    { title: "WHAT", value: ({ what }) => what },
    { title: "PARTITIONS", value: ({ partitions }) => partitions },
    { title: "LIMIT", value: () => LIMIT, unit: "ms" },
    { title: "MEDIAN", value: (row) => sorted(row)[row.times.length >> 1], digits: 0, unit: "ms" },
    { title: "MAX", value: (row) => sorted(row).at(-1), digits: 0, unit: "ms" },
  ]).text;
  process.stdout.write(`${text}\n\n${ROUNDS} rounds of three targets, ${RECORDS} records\n`);
}

async function main(): Promise<void> {
  process.env["PLAYHEAD_OWNER_PID"] = String(process.pid);
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-rewind-"));
  const config = { home: path.join(folder, "home"), brokers: undefined, prefix: "", dataFile: "" };
  const session = new BrokerSession(config);
  try {
    const connection = await session.connect();
    const measured: Measured[] = [];
    for (const partitions of PARTITIONS) measured.push(...(await measure(connection, partitions)));
    print(measured);
  } finally {
    await session.close();
    await stopBroker(config.home);
    await fs.rm(folder, { recursive: true, force: true });
  }
}

void main();
