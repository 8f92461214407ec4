import { formatCount } from "../src/view/quantities";
import type { BenchOptions } from "./arguments";
import { withBroker } from "./broker";
import { expectedEnds } from "./answer/expected";
import { CONTESTANTS, type Contestant } from "./contestants";
import { benchInstallation } from "./installation";
import { measureContestant, type Measurement, type Source } from "./measure/contestant";
import { measureLimits, type Limits } from "./measure/machine";
import type { Place } from "./measure/run-contestant";
import { appendRecords } from "./records/append";
import { makeRecords } from "./records/make";
import { readSample } from "./records/sample";

/** Partitions of the topics that are read. */
const PARTITIONS = [1, 4] as const;
/** As `--only` knows what the machine allows. */
export const MACHINE = "machine";

/** A contestant that did not finish. */
export interface Failure {
  contestant: string;
  partitions: number;
  round: number;
  reason: string;
}

export interface Outcome {
  measurements: Measurement[];
  limits: Limits[];
  failures: Failure[];
}

/**
 * Measures everyone in turn, round after round, on one broker.
 *
 * @param say called with a line for each step
 * @param signal ends it, by throwing the signal's reason
 */
export function compete(
  options: BenchOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const { records, rounds, only } = options;
  const isWanted = (name: string): boolean => only === undefined || only.includes(name);
  const contestants = CONTESTANTS.filter(({ name }) => isWanted(name));
  return withBroker(async (broker) => {
    const sample = await readSample();
    const topics = new Map(PARTITIONS.map((partitions) => [`points-${partitions}`, partitions]));
    say(`making ${formatCount(records)} records in topics of ${PARTITIONS.join(" and ")} partitions`);
    await appendRecords(broker.connection, topics, makeRecords(sample, { records }), signal);
    const expected = expectedEnds(makeRecords(sample, { records }));
    const recordBytes = meanBytes(makeRecords(sample, { records: Math.min(records, 10_000) }));
    say(`${formatCount(expected.size)} keys, ${recordBytes} bytes a value`);

    const place: Place = {
      broker,
      installation: benchInstallation(),
      sources: new Set(topics.keys()),
      signal,
    };
    const outcome: Outcome = { measurements: [], limits: [], failures: [] };
    for (let round = 1; round <= rounds; round++) {
      for (const [topic, partitions] of topics) {
        const source: Source = { topic, partitions, records, expected };
        const run = (name: string): string => `bench-${round}-${partitions}-${name}`;
        for (const contestant of contestants.filter((each) => isFor(each, partitions))) {
          const { name } = contestant;
          await attempt(outcome, { contestant: name, partitions, round }, say, signal, async () => {
            const measured = await measureContestant(place, contestant, source, { run: run(name), round });
            outcome.measurements.push(measured);
            return `${formatCount(measured.rate)} msg/s${measured.wrong === undefined ? "" : `, wrong: ${measured.wrong}`}`;
          });
        }
        if (!isWanted(MACHINE)) continue;
        await attempt(outcome, { contestant: MACHINE, partitions, round }, say, signal, async () => {
          const limits = await measureLimits(place, source, { run: run(MACHINE), round, recordBytes });
          outcome.limits.push(limits);
          return `read only ${formatCount(limits.read)} msg/s, write only ${formatCount(limits.write)} msg/s`;
        });
      }
    }
    return outcome;
  });
}

function isFor({ severalPartitions }: Contestant, partitions: number): boolean {
  return partitions > 1 || !severalPartitions;
}

/** One that fails does not keep the others from being measured. */
async function attempt(
  outcome: Outcome,
  which: Omit<Failure, "reason">,
  say: (line: string) => void,
  signal: AbortSignal,
  work: () => Promise<string>,
): Promise<void> {
  const { contestant, partitions, round } = which;
  const where = `round ${round}, ${partitions} partition${partitions === 1 ? "" : "s"}, ${contestant}`;
  try {
    say(`${where}: ${await work()}`);
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    say(`${where}: failed: ${reason}`);
    outcome.failures.push({ ...which, reason });
  }
}

function meanBytes(records: Iterable<{ value: string }>): number {
  let [count, bytes] = [0, 0];
  for (const { value } of records) {
    count++;
    bytes += Buffer.byteLength(value);
  }
  return Math.round(bytes / count);
}
