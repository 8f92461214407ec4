import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { warningsOf } from "../kafka/topic-warnings";
import type { Processor, Stage } from "../processor/processor";
import { readRanges, topicRanges } from "../processor/topic-ranges";
import { ProgressMeter, type OnProgress } from "../progress";
import { Lane } from "./lane";
import { parseRange, type ReplayRange } from "./range";
import { Replay } from "./replay-report";

export interface ReplayOptions {
  /** What becomes of a record that a processor can't take: `stop`, the default, ends it all; `skip` leaves it out and counts it. */
  badRecords?: "stop" | "skip";
  /** `every`: all outputs are kept in memory, for `outputs`. Default `last`: of each key its last one. */
  keep?: "last" | "every";
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
}

/**
 * Runs several processors over one reading of a topic, to see what each makes of it and what it costs: without a group,
 * with all state in memory, and nothing is committed or written. It needs the right to read the topic, and no other. The
 * same definition over the same records has the same digests, always.
 *
 * @param processors by the name that each is to have in the report
 * @throws PlayheadError TOPIC_NOT_FOUND, REPARTITION_NEEDED, BAD_OPTION, BAD_RECORD, STATE_NOT_JSON, ABORTED,
 *   BROKER_UNREACHABLE
 */
export async function replay<Name extends string>(
  connection: Connection,
  topic: string,
  range: ReplayRange,
  processors: Readonly<Record<Name, Stage>>,
  { badRecords = "stop", keep = "last", signal, onProgress }: ReplayOptions = {},
): Promise<Replay<Name>> {
  const read = parseRange(range);
  const given = Object.entries(processors) as [Name, Stage][];
  requireProcessors(given);
  const until = read.until === undefined ? undefined : { offset: read.until };
  const logs = await topicRanges(
    connection,
    topic,
    given.map(([, processor]) => processor),
    until,
  );
  const ranges = logs.map((log) => ({ ...log, from: Math.max(log.from, read.from) }));
  const warnings = await warningsOf(connection, [{ topic }]);
  const lanes = given.map(
    // What a processor reads, keeps and puts out goes to itself only, so that its types need not be known here.
    ([name, processor]) => new Lane(name, processor as unknown as AnyProcessor, read, badRecords, keep),
  );
  const total = ranges.reduce((sum, one) => sum + Math.max(one.until - one.from, 0), 0);
  const meter = new ProgressMeter({ label: `replay ${topic}`, unit: "records", total }, onProgress);
  let records = 0;
  let turn = 0;
  for await (const fetched of readRanges(connection, topic, ranges, signal)) {
    // Whoever comes first finds records that nobody has looked into yet: each has its turn at that.
    for (let i = 0; i < lanes.length; i++) {
      lanes[(turn + i) % lanes.length]?.step(fetched.partition, fetched.records);
    }
    turn++;
    records += fetched.records.length;
    meter.advance(fetched.records.length);
    if (signal?.aborted) break;
  }
  meter.finish();
  if (signal?.aborted)
    throw new PlayheadError("ABORTED", `The replay of ${topic} was stopped before its end`);
  return new Replay(topic, records, new Map(given.map(([name], at) => [name, lanes[at] as Lane])), warnings);
}

type AnyProcessor = Processor<unknown, unknown, object>;

function requireProcessors(given: readonly [string, Stage][]): void {
  if (given.length > 0) return;
  throw new PlayheadError("BAD_OPTION", "There is no processor to replay the topic with", {
    remedy: 'give one or more, each with a name: { km: cumulativeDistance({ unit: "km" }) }',
  });
}
