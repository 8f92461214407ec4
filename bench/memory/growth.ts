import { expectedEnds } from "../answer/expected";
import type { Contestant } from "../contestants";
import { measureContestant, type Measurement } from "../measure/contestant";
import type { Place } from "../measure/run-contestant";
import { deleteTopicsBut } from "../measure/topics";
import { appendRecords } from "../records/append";
import { makeRecords, type SamplePoint } from "../records/make";

const PARTITIONS = 4;
/** The same for every size: only the number of records grows. */
const KEYS = 5_000;

/** Measures contestants on a topic of so many records of the same keys. */
export async function measureSize(
  place: Place,
  contestants: readonly Contestant[],
  { sample, records }: { sample: readonly SamplePoint[]; records: number },
): Promise<Measurement[]> {
  const { connection } = place.broker;
  const topic = `points-${records}`;
  const made = () => makeRecords(sample, { records, tracks: KEYS });
  try {
    await appendRecords(connection, new Map([[topic, PARTITIONS]]), made(), place.signal);
    const source = { topic, partitions: PARTITIONS, records, expected: expectedEnds(made()) };
    const measurements: Measurement[] = [];
    for (const contestant of contestants) {
      const run = { run: `bench-${records}-${contestant.name}`, round: 1 };
      const ours = { ...place, sources: new Set([topic]) };
      measurements.push(await measureContestant(ours, contestant, source, run));
    }
    return measurements;
  } finally {
    await deleteTopicsBut(connection, new Set());
  }
}
