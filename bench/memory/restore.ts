import { ensureTopic } from "../../src/kafka/topics";
import { names } from "../../src/names";
import { whatIsWrong } from "../answer/check";
import { expectedEnds } from "../answer/expected";
import { readAnswer } from "../answer/read";
import type { Contestant } from "../contestants";
import { runContestant, type Place } from "../measure/run-contestant";
import { deleteTopicsBut, topicBytes } from "../measure/topics";
import { appendRecords } from "../records/append";
import { makeRecords, type MadeRecord, type SamplePoint } from "../records/make";

const PARTITIONS = 4;

export interface Restored {
  contestant: string;
  keys: number;
  /** Peak of the process that saw all keys for the first time, bytes. */
  peakBytes: number;
  /** What the changelog took on the broker's disk then, bytes. */
  changelogBytes: number;
  /** From beginning to connect until the new record is committed. */
  seconds: number;
  /** Peak of the process that restored them, bytes. */
  restoredBytes: number;
  wrong: string | undefined;
}

/**
 * Measures how soon a second run of a group works on: `keys` cars have sent a point each, all are processed, then one
 * sends another. The second run has an empty folder on disk, so that all it knows comes from the broker.
 */
export async function measureRestore(
  place: Place,
  contestant: Contestant,
  { sample, keys }: { sample: readonly SamplePoint[]; keys: number },
): Promise<Restored> {
  const { connection, address, folder, data } = place.broker;
  const group = `bench-restore-${contestant.name}`;
  const [topic, output] = [`${group}-points`, `${group}-output`];
  const all = (): Iterable<MadeRecord> => makeRecords(sample, { records: keys + 1, atOnce: keys });
  const first = [...makeRecords(sample, { records: keys, atOnce: keys })];
  const last = [...all()].slice(keys);
  const topics = new Map([[topic, PARTITIONS]]);
  const run = async (records: number) => {
    const task = { brokers: address, topic, output, group, home: await folder(), records };
    return runContestant(place, contestant, task);
  };
  try {
    await ensureTopic(connection, { topic: output, partitions: PARTITIONS });
    await appendRecords(connection, topics, first, place.signal);
    const { peakBytes } = (await run(keys)).usage;
    const changelogBytes = await topicBytes(data, names(`${group}.`).changelog(group, topic));
    await appendRecords(connection, topics, last, place.signal);
    const { seconds, usage } = await run(1);
    const wrong = whatIsWrong(expectedEnds(all()), await readAnswer(connection, output), contestant.outputs);
    return {
      contestant: contestant.name,
      keys,
      peakBytes,
      changelogBytes,
      seconds,
      restoredBytes: usage.peakBytes,
      wrong,
    };
  } finally {
    await deleteTopicsBut(connection, new Set());
  }
}
