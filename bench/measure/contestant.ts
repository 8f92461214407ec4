import fs from "node:fs/promises";
import { ensureTopic } from "../../src/kafka/topics";
import { whatIsWrong } from "../answer/check";
import type { TrackEnd } from "../answer/expected";
import { readAnswer } from "../answer/read";
import type { Contestant } from "../contestants";
import { runContestant, type Place } from "./run-contestant";
import { deleteTopicsBut } from "./topics";

/** The topic that all contestants read, and the right answer to it. */
export interface Source {
  topic: string;
  partitions: number;
  records: number;
  expected: ReadonlyMap<string, TrackEnd>;
}

/** What one contestant did in one round. */
export interface Measurement {
  contestant: string;
  partitions: number;
  records: number;
  round: number;
  /** From the moment it begins to connect until the broker has its last commit. */
  seconds: number;
  /** Records per second of that time. */
  rate: number;
  /** The whole process, its start and end included. */
  processSeconds: number;
  cpuSeconds: number;
  peakBytes: number;
  /** What is wrong with its answer; absent where it is right. */
  wrong?: string;
  outputs: number;
  /** Of all outputs' bytes, track by track. */
  digest: string;
}

/**
 * Runs a contestant once, in a group of its own and to an output topic of its own, and checks its answer.
 *
 * @param run a name for group and topic that was not used before
 * @throws Error where the contestant fails or does not commit all it was given
 */
export async function measureContestant(
  place: Place,
  contestant: Contestant,
  { topic, partitions, records, expected }: Source,
  { run, round }: { run: string; round: number },
): Promise<Measurement> {
  const { connection, address, folder } = place.broker;
  const output = `${run}-output`;
  await ensureTopic(connection, { topic: output, partitions });
  const home = await folder();
  try {
    const task = { brokers: address, topic, output, group: run, home, records };
    const { seconds, usage } = await runContestant(place, contestant, task);
    const answer = await readAnswer(connection, output);
    const wrong = whatIsWrong(expected, answer, contestant.outputs);
    return {
      contestant: contestant.name,
      partitions,
      records,
      round,
      seconds,
      rate: records / seconds,
      processSeconds: usage.seconds,
      cpuSeconds: usage.cpuSeconds,
      peakBytes: usage.peakBytes,
      ...(wrong === undefined ? {} : { wrong }),
      outputs: answer.outputs,
      digest: answer.digest,
    };
  } finally {
    await deleteTopicsBut(connection, place.sources);
    await fs.rm(home, { recursive: true, force: true });
  }
}
