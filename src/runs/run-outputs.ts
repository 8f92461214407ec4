import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { readTopic } from "../kafka/log";
import type { LogPlace } from "../kafka/own-value";
import type { FetchedRecord } from "../kafka/record-batch/log-record";
import { HEADER } from "../processor/headers";
import { outputEnds } from "../processor/runs";
import { untilReadable } from "../processor/standing";
import type { FoundRun } from "./find-run";

/** The source record that an output stems from. */
export interface Source {
  partition: number;
  offset: number;
}

/** One output of a run, as it was written. */
export interface RunOutput {
  key: string;
  /** JSON. Bytes of a whole fetch: whoever keeps them copies them. */
  value: Buffer;
  /** Event time of the record it stems from, ms since 1970 UTC. */
  timestamp: number;
  source: Source;
  /** Where it stands itself. */
  at: LogPlace;
  /** Whether it stems from a record before the run's first one. */
  warmUp: boolean;
}

const RUN = Buffer.from(HEADER.run);
const SOURCE = Buffer.from(HEADER.source);
const WARM_UP = Buffer.from(HEADER.warmUp);

/**
 * Every output of a run up to where it stood when it was looked up, read once from its topic: partition after
 * partition of the output topic, each in order. What the run produces meanwhile is left out.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND; LOG_GAP, at the end, where outputs are no longer in the topic
 */
export async function* runOutputs(connection: Connection, found: FoundRun): AsyncGenerator<RunOutput> {
  const { run, progress, runs } = found;
  await untilReadable(connection, run.outputTopic, outputEnds(run, runs), undefined);
  let seen = 0;
  for await (const { records } of readTopic(connection, run.outputTopic)) {
    for (const record of records) {
      const output = record.headerText(RUN) === run.id ? asOutput(record) : undefined;
      if (output === undefined) continue;
      const { partition, offset } = output.source;
      if (offset >= (progress.get(partition)?.nextOffset ?? 0)) continue;
      seen++;
      yield output;
    }
  }
  let produced = 0;
  for (const { recordsOut } of progress.values()) produced += recordsOut;
  if (seen < produced) throw missing(found, seen, produced);
}

function asOutput(record: FetchedRecord): RunOutput | undefined {
  const { value, keyText, timestamp, topic, partition: to, offset: at } = record;
  const [, partition, offset] = /^(\d+):(\d+)$/.exec(record.headerText(SOURCE) ?? "") ?? [];
  if (value === null || partition === undefined) return undefined;
  return {
    key: keyText ?? "",
    value,
    timestamp,
    source: { partition: Number(partition), offset: Number(offset) },
    at: { topic, partition: to, offset: at },
    warmUp: record.headerText(WARM_UP) !== undefined,
  };
}

function missing({ run }: FoundRun, seen: number, produced: number): PlayheadError {
  const { id, group, sourceTopic, outputTopic } = run;
  return new PlayheadError(
    "LOG_GAP",
    `Of the ${produced} outputs of the run ${id} the topic ${outputTopic} has ${seen} left: the others were deleted from it, so what it says of the run is not whole`,
    {
      remedy:
        `rewind the group and process again (npx playhead rewind --group ${group} --topic ${sourceTopic} --to-earliest --execute), ` +
        "and let the topic keep what it is given (retention.ms=-1, cleanup.policy=delete)",
    },
  );
}
