import { setTimeout as delay } from "node:timers/promises";
import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { committedOffsets, listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { topicId } from "../kafka/topics";
import { decideRun, movedPartitions, type Situation } from "./decide";
import type { Assignment } from "./partition-worker";
import { definitionOf } from "./processor";
import { readRuns, type Run } from "./runs";

const POLL = 100;
const MARKER_POLL = 10;
/** A transaction's offsets and progress become visible one after the other, within milliseconds; ms. */
export const SETTLED = 3000;
/** Kafka ends the transaction of a dead process after 10 s, and looks for such every 10 s; ms. */
const READABLE_PATIENCE = 30_000;

/** Where a group stands on a topic. */
export async function readSituation<State, Value, Output extends object>({
  connection,
  names,
  group,
  sourceTopic,
  outputTopic,
  processor,
  state,
  promote,
  beside,
}: Assignment<State, Value, Output>): Promise<Situation> {
  const [committed, logStart, runs, sourceTopicId] = await Promise.all([
    committedOffsets(connection, group),
    listOffsets(connection, sourceTopic, "earliest"),
    readRuns(connection, names.runs),
    topicId(connection, sourceTopic),
  ]);
  return {
    group,
    sourceTopic,
    outputTopic,
    definition: definitionOf(processor),
    sourceTopicId,
    fresh: state === "fresh",
    keptAside: promote === false,
    beside,
    committed: committed.get(sourceTopic) ?? new Map<number, number>(),
    logStart,
    runs,
    now: Date.now(),
  };
}

/**
 * Decides the run a member works on. `own` are its partitions, whose producers have been opened before: what is read
 * of them is final. Another member may be at work on the others, so that its offsets and its progress are seen at
 * different moments; only what stays different has been moved. Returns undefined where the signal says stop.
 *
 * @throws PlayheadError DEFINITION_CHANGED
 */
export async function settleRun<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
  own: readonly number[],
  signal: AbortSignal,
): Promise<{ run: Run; situation: Situation } | undefined> {
  let seen = "";
  let since = Date.now();
  while (!signal.aborted) {
    const situation = await readSituation(assignment);
    if (picture(situation) !== seen) since = Date.now();
    seen = picture(situation);
    const moved = movedPartitions(situation);
    const ownMoved = moved.filter((partition) => own.includes(partition));
    if (moved.length === 0 || ownMoved.length > 0 || Date.now() - since >= SETTLED) {
      return { run: decideRun(situation), situation };
    }
    await delay(POLL);
  }
  return undefined;
}

/** What the decision rests on; while it changes, somebody is at work. */
function picture({ committed, runs }: Situation): string {
  return JSON.stringify([[...committed], [...runs.progress].map(([run, at]) => [run, [...at.values()]])]);
}

/**
 * Waits until a committed reader can see the topic up to these offsets: a transaction's marker reaches its partitions
 * a moment after it has committed, and not before an earlier transaction there has ended, whose process may have died.
 */
export async function untilReadable(
  connection: Connection,
  topic: string,
  ends: PartitionOffsets,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + READABLE_PATIENCE;
  while (!signal?.aborted && Date.now() < deadline) {
    const stable = await listOffsets(connection, topic, "stable");
    if ([...ends].every(([partition, end]) => (stable.get(partition) ?? 0) >= end)) return;
    await delay(MARKER_POLL);
  }
}

/**
 * A playhead beyond the log's end would wait there in silence for records that lie before it.
 *
 * @throws PlayheadError LOG_GAP
 */
export function requireWithinLog(
  { group, sourceTopic, committed }: Pick<Situation, "group" | "sourceTopic" | "committed">,
  end: PartitionOffsets,
): void {
  for (const [partition, offset] of committed) {
    const last = end.get(partition) ?? 0;
    if (offset <= last) continue;
    throw new PlayheadError(
      "LOG_GAP",
      `The playhead of ${group} stands at offset ${offset} of ${sourceTopic} partition ${partition}, whose log ends at ${last}: the topic has been deleted and made again since`,
      {
        remedy: `rewind the group (npx playhead rewind --group ${group} --topic ${sourceTopic} --to-earliest --execute), then process again`,
      },
    );
  }
}
