import type { Connection } from "../kafka/connection";
import { CommittedReader } from "../kafka/log";
import { runsOf, type Run, type Runs } from "../processor/runs";

/**
 * When each run was last heard of, ms since 1970 UTC, by its id: the time of its last record in the topic of runs.
 *
 * @throws PlayheadError BROKER_UNREACHABLE
 */
export async function lastHeardOf(connection: Connection, runsTopic: string): Promise<Map<string, number>> {
  const records = await new CommittedReader(connection, { topic: runsTopic, partition: 0 }).read();
  const times = new Map<string, number>();
  for (const { keyText, timestamp } of records) {
    const run = keyText?.replace(/\/\d+$/, "");
    if (run !== undefined) times.set(run, Math.max(times.get(run) ?? 0, timestamp));
  }
  return times;
}

/**
 * Records a second that a group has processed of a topic, in the best of its runs: one that follows waits most of the
 * time. Undefined where none has processed any yet.
 */
export function measuredRate(
  runs: Runs,
  heardOf: ReadonlyMap<string, number>,
  group: string,
  topic: string,
): number | undefined {
  const rates = runsOf(runs, group, topic).map((run) => rateOf(run, runs, heardOf.get(run.id)));
  const measured = rates.filter((rate) => rate > 0);
  return measured.length === 0 ? undefined : Math.max(...measured);
}

function rateOf(run: Run, { progress }: Runs, until = 0): number {
  const records = [...(progress.get(run.id)?.values() ?? [])].reduce(
    (sum, { recordsIn }) => sum + recordsIn,
    0,
  );
  return until > run.startedAt ? (records * 1000) / (until - run.startedAt) : 0;
}
