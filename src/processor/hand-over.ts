import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { describeGroup, memberNames } from "../kafka/groups";
import { committedOffsets, type PartitionOffsets } from "../kafka/offsets";
import { TransactionalProducer } from "../kafka/transactions";
import type { Names } from "../names";
import { Batch } from "./batch";
import { ensureChangelog, readChangelog } from "./changelog";
import { outputWriter } from "./fields/output-writer";
import type { KeyState, LastOutput } from "./key-states";
import {
  hasCaughtUp,
  lineageOf,
  readRuns,
  runId,
  runRecords,
  runsOf,
  type Runs,
  type Run,
  type RunProgress,
} from "./runs";
import { untilReadable } from "./standing";

export interface HandOver {
  connection: Connection;
  names: Names;
  /** The caught-up run whose definition, state and results are handed over. */
  run: Run;
  /** The group that goes on with them, which may be the run's own. It must not have members. */
  group: string;
  /** The results that the new run begins with, by key, where they are not the given one's last ones. */
  results?: ReadonlyMap<string, LastOutput<object>>;
  /** How far the run was on each partition when those were read. */
  readAt?: PartitionOffsets;
  /** The run of a window whose results are among those. */
  patch?: string;
}

/** A partition of the run that is handed over, as far as it has come. */
interface Part {
  progress: RunProgress;
  batch: Batch<unknown, object>;
}

/**
 * Gives a run's definition, state and position to another group, which thereby begins its next run: that one has every
 * key's last result at once, and goes on where the given one stands. All of it is one Kafka transaction, so that the
 * group has either what it had before or what is handed over.
 *
 * The producers of the group's partitions are opened first, which fences a member that Kafka has already dropped but
 * that may yet wake up.
 *
 * @returns the group's new run
 * @throws PlayheadError GROUP_ACTIVE where the group has members, RUN_INCOMPLETE where the run has not caught up, has
 *   been moved since, or its changelog is not whole; OFFSETS_MOVED where it has gone on since the results were read;
 *   BROKER_UNREACHABLE
 */
export async function handOver({
  connection,
  names,
  run: given,
  group,
  results,
  readAt,
  patch,
}: HandOver): Promise<Run> {
  const { sourceTopic, outputTopic, partitions } = given;
  // First of all: opening its producers would fence a member in the middle of its work.
  await requireNoMembers(connection, group);
  await ensureChangelog(connection, names.changelog(group, sourceTopic), partitions);
  const [producer] = await Promise.all(
    Array.from({ length: partitions }, (_, partition) =>
      TransactionalProducer.open(connection, names.transactionalId(group, sourceTopic, partition)),
    ),
  );
  const runs = await readRuns(connection, names.runs);
  const standing = await requireStanding(connection, given, group, runs);
  if (readAt !== undefined) requireNotMoved(given, standing, readAt);
  const run: Run = {
    ...successor(given, group, (runsOf(runs, group, sourceTopic)[0]?.number ?? 0) + 1),
    ...(patch === undefined ? {} : { patch }),
  };
  const outputPartitions = await connection.leaders.partitionCount(outputTopic);
  const parts: Part[] = [];
  for (const progress of standing) {
    const states = await readStates(connection, names, given, progress);
    parts.push({ progress, batch: batchOf(run, progress, states, names, outputPartitions, results) });
  }
  if (producer === undefined) throw incomplete(given, "its topic has no partitions");
  const ends = await commit(connection, producer, run, names, parts);
  await untilReadable(connection, outputTopic, ends, undefined);
  return run;
}

/** The run by which another group goes on with a given one. It is kept aside no longer. */
function successor(given: Run, group: string, number: number): Run {
  const run: Run = {
    ...given,
    ...{ id: runId(group, given.sourceTopic, number), group, number },
    ...{ continues: given.id, startedAt: Date.now() },
  };
  delete run.beside;
  delete run.promote;
  return run;
}

/** How far the run is on each partition, if another group can go on from there. */
async function requireStanding(
  connection: Connection,
  run: Run,
  group: string,
  runs: Runs,
): Promise<RunProgress[]> {
  const standing = [...(runs.progress.get(run.id)?.values() ?? [])];
  const [own, taking] = await Promise.all(
    [run.group, group].map(async (id) => (await committedOffsets(connection, id)).get(run.sourceTopic)),
  );
  if (standing.some(({ partition, nextOffset }) => own?.get(partition) !== nextOffset))
    throw incomplete(run, "its playhead was moved since");
  if (!hasCaughtUp(run, runs)) throw incomplete(run, "it has not caught up");
  if (standing.some(({ partition, nextOffset }) => (taking?.get(partition) ?? 0) > nextOffset))
    throw incomplete(run, `${group} has gone on beyond it, and its results would go back`);
  return standing;
}

/** Results that were read before the run went on lack what it has put out since. */
function requireNotMoved({ id }: Run, standing: readonly RunProgress[], readAt: PartitionOffsets): void {
  if (standing.every(({ partition, nextOffset }) => readAt.get(partition) === nextOffset)) return;
  throw new PlayheadError("OFFSETS_MOVED", `The run ${id} has gone on since this plan was made`, {
    remedy: "make a new plan while the group stands still, and look at it; nothing was changed",
  });
}

/** A partition's states, and each key's last result as one of the run. */
function batchOf(
  run: Run,
  { partition, nextOffset }: RunProgress,
  states: readonly KeyState<unknown, object>[],
  names: Names,
  outputPartitions: number,
  results: HandOver["results"],
): Batch<unknown, object> {
  const place = {
    run: run.id,
    processor: run.definition.name,
    sourcePartition: partition,
    output: { topic: run.outputTopic, partitions: outputPartitions },
    changelogTopic: names.changelog(run.group, run.sourceTopic),
    deadLetterTopic: names.deadLetters(run.group, run.sourceTopic),
    emit: "every",
    // States and results have been through JSON already: whose they are makes no difference.
    writer: outputWriter(undefined),
  } as const;
  const batch = new Batch<unknown, object>(place, nextOffset, true);
  for (const key of states) {
    // A result may be another than what the state has led to; the state stays what it is.
    const output = results === undefined ? key.output : results.get(key.key);
    if (output !== undefined) batch.write(key, output);
    batch.touch(key);
  }
  batch.seal(lineageOf(run));
  return batch;
}

async function readStates(
  connection: Connection,
  names: Names,
  run: Run,
  { partition, lineage, keys = 0 }: RunProgress,
) {
  // Nothing was ever stepped there.
  if (keys === 0 || lineage === undefined) return [];
  const changelog = names.changelog(run.group, run.sourceTopic);
  const states = await readChangelog<unknown, object>(
    connection,
    changelog,
    partition,
    lineage,
    () => undefined,
  );
  if (states.length === keys) return states;
  throw incomplete(run, `its changelog has ${states.length} of ${keys} keys of partition ${partition}`);
}

/** Everything at once, by one of the producers: the others were opened to fence whoever used them before. */
async function commit(
  connection: Connection,
  producer: TransactionalProducer,
  run: Run,
  names: Names,
  parts: readonly Part[],
): Promise<PartitionOffsets> {
  const reached: PartitionOffsets = new Map();
  await producer.run(async (transaction) => {
    const offsets: PartitionOffsets = new Map();
    for (const [index, { progress, batch }] of parts.entries()) {
      const [ends = new Map<number, number>()] = await transaction.sendBatches([
        batch.outputs,
        batch.changelog,
      ]);
      for (const [partition, end] of ends) reached.set(partition, Math.max(reached.get(partition) ?? 0, end));
      const { partition, nextOffset, logStart, keys = 0 } = progress;
      const at = Date.now();
      // The run takes records from here on; what lies before is that of the run it continues.
      const begun: RunProgress = {
        ...{ run: run.id, partition, logStart, lineage: lineageOf(run), keys },
        ...{ startOffset: nextOffset, nextOffset, target: nextOffset, caughtUpAt: at, updatedAt: at },
        ...{ recordsIn: 0, recordsOut: batch.outputs.count, outputs: Object.fromEntries(ends) },
      };
      const records = runRecords(index === 0 ? run : undefined, begun);
      await transaction.send({ topic: names.runs, records });
      offsets.set(partition, nextOffset);
    }
    await transaction.commitOffsets(run.group, run.sourceTopic, offsets);
    // Once more: somebody may have joined while the states were read.
    await requireNoMembers(connection, run.group);
  });
  for (const { batch } of parts) for (const sent of [batch.outputs, batch.changelog]) sent.release();
  return reached;
}

async function requireNoMembers(connection: Connection, group: string): Promise<void> {
  const { members } = await describeGroup(connection, group);
  if (members.length === 0) return;
  const names = memberNames(members)
    .map((name) => `\n  ${name}`)
    .join("");
  throw new PlayheadError(
    "GROUP_ACTIVE",
    `${group} has members at work, so nothing can be handed over to it:${names}`,
    { remedy: "stop them first, then promote again; nothing was changed" },
  );
}

function incomplete({ id }: Run, reason: string): PlayheadError {
  return new PlayheadError("RUN_INCOMPLETE", `The run ${id} can't be handed over: ${reason}`, {
    remedy: "process again until it has caught up, then try once more; nothing was changed",
  });
}
