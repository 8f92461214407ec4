import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { stopBroker } from "../src/broker/embedded";
import { BrokerSession } from "../src/broker/session";
import { openAppender, type Appender } from "../src/kafka/append";
import type { Connection } from "../src/kafka/connection";
import { describeGroup } from "../src/kafka/groups";
import { committedOffsets } from "../src/kafka/offsets";
import { ensureTopic } from "../src/kafka/topics";
import { cumulativeDistance } from "../src/processor/library/cumulative-distance";
import { earliest } from "../src/rewind/targets";
import { table } from "../src/view/table";
import { openWorkbook, type Workbook } from "../src/workbook";

/**
 * How long one waits for what is no work: `npx tsx bench/pauses.ts [ROUNDS]`. On a broker of its own, warm, while
 * records keep arriving in four partitions. Medians and maxima of the rounds; the first, which warms all up, is left out.
 */
const ROUNDS = Number(process.argv[2] ?? 7);
const PARTITIONS = 4;
const KEYS = 40;
const POLL = 2;

interface Pause {
  what: string;
  /** ms; null where none is promised. */
  limit: number | null;
  times: number[];
}

const pauses = {
  first: pause("first record committed, from process() on", 500),
  stop: pause("stop of a follower", 500),
  join: pause("second member: both have partitions", 1000),
  goOn: pause("second member: every partition goes on", null),
  leave: pause("it leaves: every partition goes on", null),
  reset: pause("reset: plan.execute()", 300),
};

function pause(what: string, limit: number | null): Pause {
  return { what, limit, times: [] };
}

async function measure(round: number, place: Place): Promise<void> {
  const { one, two, connection } = place;
  const group = `group-${round}`;
  const processor = cumulativeDistance({ unit: "m" });
  const clock = (which: Pause, since: number): number => which.times.push(performance.now() - since);

  const started = performance.now();
  const processing = one.process(processor, { group });
  await until(async () => (await playhead(connection, one, group)).size > 0);
  clock(pauses.first, started);
  await processing;

  const first = await one.follow(processor, { group });
  await first.caughtUp;
  const joining = performance.now();
  const following = two.follow(processor, { group });
  await until(async () => {
    const { state, members } = await describeGroup(connection, group);
    return state === "Stable" && members.length === 2;
  });
  clock(pauses.join, joining);
  await untilAllGoOn(place, group);
  clock(pauses.goOn, joining);
  const second = await following;
  await second.caughtUp;
  const stopping = performance.now();
  await second.stop();
  clock(pauses.stop, stopping);
  await untilAllGoOn(place, group);
  clock(pauses.leave, stopping);
  const stoppingFirst = performance.now();
  await first.stop();
  clock(pauses.stop, stoppingFirst);

  const plan = await one.rewind(group, earliest());
  const executing = performance.now();
  await plan.execute();
  clock(pauses.reset, executing);
}

interface Place {
  one: Workbook;
  two: Workbook;
  connection: Connection;
}

async function playhead(connection: Connection, { names }: Workbook, group: string) {
  return (await committedOffsets(connection, group)).get(names.source) ?? new Map<number, number>();
}

async function untilAllGoOn({ connection, one }: Place, group: string): Promise<void> {
  const before = await playhead(connection, one, group);
  await until(async () => {
    const now = await playhead(connection, one, group);
    return [...now].every(([partition, offset]) => offset !== before.get(partition));
  });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(POLL);
}

/** Keeps appending until the signal says stop. */
async function keepAppending(appender: Appender, topic: string, signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n += KEYS) {
    const records = Array.from({ length: KEYS }, (_, key) => ({
      key: String(key),
      value: JSON.stringify({
        id: String(n + key),
        latitude: 41 + key / 100,
        longitude: 2 + (n % 1000) / 1000,
        track_id: String(key),
        time: "2023-03-06T07:12Z",
      }),
      timestamp: 1_678_000_000_000 + n,
    }));
    await appender.append(topic, records);
    await delay(20, undefined, { signal }).catch(() => undefined);
  }
}

function print(): void {
  const rows = Object.values(pauses).map(({ what, limit, times }) => {
    const sorted = times.slice(times.length / (ROUNDS + 1)).sort((a, b) => a - b);
    return { what, limit, median: sorted[Math.floor(sorted.length / 2)] ?? 0, max: sorted.at(-1) ?? 0 };
  });
  const text = table(rows, [
    { title: "PAUSE", value: ({ what }) => what },
    { title: "LIMIT", value: ({ limit }) => limit, unit: "ms" },
    { title: "MEDIAN", value: ({ median }) => median, digits: 0, unit: "ms" },
    { title: "MAX", value: ({ max }) => max, digits: 0, unit: "ms" },
  ]).text;
  process.stdout.write(`${text}\n\n${ROUNDS} rounds\n`);
}

async function main(): Promise<void> {
  process.env["PLAYHEAD_OWNER_PID"] = String(process.pid);
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-pauses-"));
  const config = { home: path.join(folder, "home"), brokers: undefined, prefix: "", dataFile: "" };
  const session = new BrokerSession(config);
  const [one, two] = [openWorkbook(config), openWorkbook(config)];
  const stopping = new AbortController();
  try {
    const connection = await session.connect();
    await two.brokers();
    const { source } = one.names;
    await ensureTopic(connection, { topic: source, partitions: PARTITIONS });
    const appending = keepAppending(await openAppender(connection), source, stopping.signal);
    for (let round = 0; round <= ROUNDS; round++) await measure(round, { one, two, connection });
    stopping.abort();
    await appending;
    print();
  } finally {
    stopping.abort();
    for (const open of [one, two, session]) await open.close();
    await stopBroker(config.home);
    await fs.rm(folder, { recursive: true, force: true });
  }
}

void main();
