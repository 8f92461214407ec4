import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PROJECT_ROOT } from "../src/config";
import type { Connection } from "../src/kafka/connection";
import { listOffsets } from "../src/kafka/offsets";
import { names } from "../src/names";
import { table } from "../src/view/table";
import { withBroker } from "./broker";
import { onInterrupt } from "./interrupt";
import { startChild, type Child } from "./latency/child";
import type { Reread } from "./latency/again";
import { listen } from "./latency/listen";
import { sendSteadily } from "./latency/send";
import { untilCommitted } from "./measure/until-committed";
import { appendRecords } from "./records/append";
import { makeRecords, type MadeRecord } from "./records/make";
import { readSample } from "./records/sample";
import { median, percentile } from "./report/statistics";
import { runMain } from "./run-main";

/**
 * How long it takes from a record that is produced until a reader of committed records has its output:
 * `npx tsx bench/latency.ts [--quick]`. First with the live group alone, then while a second run, of another group with another
 * definition, reads the topic from its start over and over. Each in a process of its own, as is the broker.
 */
const QUICK = process.argv.includes("--quick");
const DURING = QUICK ? 10_000 : 60_000;
const RATE = 1000;
const PARTITIONS = 4;
/** What the topic holds beforehand: what the second run has to read. */
const BEFORE = QUICK ? 50_000 : 500_000;
/** What is sent first is not counted: connections and code are still cold. */
const WARMING = 2000;
/** How long the last outputs are waited for. */
const PATIENCE = 10_000;
/** The p95 beside the second run may be so many times the one alone. */
const LIMIT = 2;

const { source, output, calculator } = names();

interface Phase {
  what: string;
  /** Records that were sent and counted, and their latencies in ms. */
  sent: number;
  latencies: number[];
}

async function measure(
  connection: Connection,
  records: Iterator<MadeRecord>,
  what: string,
  signal: AbortSignal,
): Promise<Phase> {
  const listening = new AbortController();
  const since = Date.now() + WARMING;
  const latencies: number[] = [];
  let heard = 0;
  const listener = listen(
    connection,
    output,
    (timestamp) => {
      heard++;
      if (timestamp >= since) latencies.push(Date.now() - timestamp);
    },
    listening.signal,
  );
  const sending = { rate: RATE, during: WARMING + DURING, signal };
  const sent = await sendSteadily(connection, source, records, sending);
  for (let waited = 0; heard < sent && waited < PATIENCE; waited += 20)
    await delay(20, undefined, { signal });
  listening.abort();
  await listener;
  if (heard !== sent) throw new Error(`${what}: ${sent} records were sent and ${heard} outputs came`);
  return { what, sent, latencies };
}

function print(phases: readonly Phase[], reread: Reread, seconds: number): boolean {
  const rows = table(phases, [
    { title: "LIVE GROUP", value: ({ what }) => what },
    { title: "OUTPUTS", value: ({ latencies }) => latencies.length },
    { title: "MEDIAN", value: ({ latencies }) => median(latencies), digits: 0, unit: "ms" },
    { title: "P95", value: ({ latencies }) => percentile(latencies, 0.95), digits: 0, unit: "ms" },
    { title: "P99", value: ({ latencies }) => percentile(latencies, 0.99), digits: 0, unit: "ms" },
    { title: "MAX", value: ({ latencies }) => percentile(latencies, 1), digits: 0, unit: "ms" },
  ]);
  const [alone = NaN, beside = NaN] = phases.map(({ latencies }) => percentile(latencies, 0.95));
  const again = `the second run: ${reread.runs} times from the start, ${Math.round(reread.records / seconds)} records/s`;
  const verdict = `p95 beside it / alone: ${(beside / alone).toFixed(2)}, limit ${LIMIT}`;
  process.stdout.write(`${rows.text}\n\n${again}\n${verdict}\n`);
  return beside <= LIMIT * alone;
}

async function main(): Promise<boolean> {
  const signal = onInterrupt();
  return withBroker(async ({ address, connection, folder }) => {
    const env = { KAFKA_BROKERS: address, PLAYHEAD_HOME: await folder(), PLAYHEAD_PREFIX: "" };
    const start = (...args: string[]): Child => startChild(args, env, signal);
    const needed = BEFORE + (2 * (WARMING + DURING) * RATE) / 1000 + RATE;
    const records = makeRecords(await readSample(), { records: needed });
    const before = Array.from({ length: BEFORE }, () => records.next().value as MadeRecord);
    await appendRecords(connection, new Map([[source, PARTITIONS]]), before, signal);

    const playhead = path.join(PROJECT_ROOT, "bin", "playhead.js");
    const live = start(playhead, "process", "--unit", "km", "--follow");
    await untilCommitted(
      connection,
      calculator,
      source,
      await listOffsets(connection, source, "latest"),
      signal,
    );
    const alone = await measure(connection, records, "alone", signal);

    const rereading = performance.now();
    const second = start("--require", "tsx/cjs", path.join(PROJECT_ROOT, "bench", "latency", "again.ts"));
    const beside = await measure(connection, records, "beside a second run", signal);
    const said = await second.stop();
    const seconds = (performance.now() - rereading) / 1000;
    await live.stop();
    return print([alone, beside], JSON.parse(said) as Reread, seconds);
  });
}

runMain(main);
