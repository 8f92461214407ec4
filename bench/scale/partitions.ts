import fs from "node:fs/promises";
import { ensureTopic } from "../../src/kafka/topics";
import { names } from "../../src/names";
import { planRewind } from "../../src/rewind/rewind";
import { earliest } from "../../src/rewind/targets";
import { whatIsWrong } from "../answer/check";
import { expectedEnds } from "../answer/expected";
import { readAnswer } from "../answer/read";
import type { Contestant } from "../contestants";
import { runContestant, type Place } from "../measure/run-contestant";
import { deleteTopicsBut, topicBytes } from "../measure/topics";
import { appendRecords } from "../records/append";
import { makeRecords, type SamplePoint } from "../records/make";

export interface PartitionsCost {
  partitions: number;
  records: number;
  /** The first run of a group, whose topics are made in it, from beginning to connect until the last commit. */
  firstSeconds: number;
  /** A later one, that finds as many records more. */
  laterSeconds: number;
  /** Peak of the later one's process, bytes. */
  peakBytes: number;
  /** What the topics have come to on the broker's disk by all these records, bytes. */
  disk: { source: number; output: number; changelog: number };
  /** A dry run and a rewind of all partitions to the start. */
  planSeconds: number;
  executeSeconds: number;
  /** What the broker's process holds then, bytes. */
  brokerBytes: number;
  wrong: string | undefined;
}

/** Measures what partitions cost: so many records spread over them are processed, then as many more. */
export async function measurePartitions(
  place: Place,
  contestant: Contestant,
  { sample, partitions, records }: { sample: readonly SamplePoint[]; partitions: number; records: number },
): Promise<PartitionsCost> {
  const { connection, address, folder, data, pid } = place.broker;
  const group = `bench-partitions-${partitions}`;
  const [topic, output] = [`${group}-points`, `${group}-output`];
  const topics = new Map([[topic, partitions]]);
  const all = [...makeRecords(sample, { records: 2 * records })];
  const seconds: number[] = [];
  let peakBytes = 0;
  try {
    await ensureTopic(connection, { topic: output, partitions: 4 });
    for (const some of [all.slice(0, records), all.slice(records)]) {
      await appendRecords(connection, topics, some, place.signal);
      const task = { brokers: address, topic, output, group, home: await folder(), records };
      const run = await runContestant(place, contestant, task);
      seconds.push(run.seconds);
      peakBytes = run.usage.peakBytes;
    }
    const wrong = whatIsWrong(expectedEnds(all), await readAnswer(connection, output), contestant.outputs);
    const own = names(`${group}.`);
    const disk = {
      source: await topicBytes(data, topic),
      output: await topicBytes(data, output),
      changelog: await topicBytes(data, own.changelog(group, topic)),
    };
    const planning = performance.now();
    const plan = await planRewind({ connection, names: own }, group, earliest(), topic);
    const executing = performance.now();
    await plan.execute();
    const executed = performance.now();
    return {
      partitions,
      records,
      firstSeconds: seconds[0] ?? NaN,
      laterSeconds: seconds[1] ?? NaN,
      peakBytes,
      disk,
      planSeconds: (executing - planning) / 1000,
      executeSeconds: (executed - executing) / 1000,
      brokerBytes: await residentBytes(pid),
      wrong,
    };
  } finally {
    await deleteTopicsBut(connection, new Set());
  }
}

/** As Linux counts them: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function residentBytes(pid: number): Promise<number> {
  const status = await fs.readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
