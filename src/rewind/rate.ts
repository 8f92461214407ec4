import { runsOf, type Run, type Runs } from "../processor/runs";

/**
 * Records a second that a group has processed of a topic, in the best of its runs: one that follows waits most of the
 * time. Undefined where none has processed any yet.
 */
export function measuredRate(runs: Runs, group: string, topic: string): number | undefined {
  const rates = runsOf(runs, group, topic).map((run) => rateOf(run, runs));
  const measured = rates.filter((rate) => rate > 0);
  return measured.length === 0 ? undefined : Math.max(...measured);
}

/** Up to when it was last heard of, as its progress tells. */
function rateOf(run: Run, { progress }: Runs): number {
  const partitions = [...(progress.get(run.id)?.values() ?? [])];
  const records = partitions.reduce((sum, { recordsIn }) => sum + recordsIn, 0);
  const until = Math.max(...partitions.map(({ updatedAt = 0 }) => updatedAt));
  return until > run.startedAt ? (records * 1000) / (until - run.startedAt) : 0;
}
