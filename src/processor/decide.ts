import { PlayheadError } from "../errors";
import type { PartitionOffsets } from "../kafka/offsets";
import { definitionText, sameDefinition, type Definition } from "./processor";
import type { ChangelogPosition } from "./restore-plan";
import { runId, runsOf, type Run, type RunProgress, type Runs } from "./runs";

export interface Situation {
  group: string;
  sourceTopic: string;
  outputTopic: string;
  definition: Definition;
  /** The source topic's own id. */
  sourceTopicId: string;
  /** Whether the run is to begin with empty states, whatever lies before the playhead. */
  fresh: boolean;
  /** Whether the run, if it begins now, is to be kept aside. */
  keptAside?: boolean;
  /** The group whose place the run is to take one day, if it is one beside another. */
  beside?: string | undefined;
  /** The group's committed offsets on the source topic. */
  committed: PartitionOffsets;
  /** Where the source topic's log starts, for every partition it has. */
  logStart: PartitionOffsets;
  runs: Runs;
  /** Wall clock, ms since 1970 UTC. */
  now: number;
}

/**
 * Which run the group is in: the one it was in where every committed offset is the one expected, else the next.
 * Each member of a group comes to the same answer from what is committed, without talking to the others; a partition
 * that is still in an earlier run joins the latest one.
 *
 * @throws PlayheadError DEFINITION_CHANGED where the run was begun with another definition
 */
export function decideRun(situation: Situation): Run {
  const {
    group,
    sourceTopic,
    outputTopic,
    definition,
    sourceTopicId,
    fresh,
    keptAside,
    beside,
    logStart,
    now,
  } = situation;
  const latest = latestRun(situation);
  if (latest !== undefined && isOfTopic(latest, situation) && movedPartitions(situation).length === 0) {
    if (isMadeBy(latest, situation)) return latest;
    // Nothing can be mixed with a run that has not got beyond its first offset.
    if (latest.continues !== undefined || !isUntouched(latest, situation.runs))
      throw definitionChanged(latest, situation);
  }
  const number = (latest?.number ?? 0) + 1;
  const id = runId(group, sourceTopic, number);
  return {
    id,
    group,
    sourceTopic,
    outputTopic,
    number,
    definition,
    partitions: logStart.size,
    sourceTopicId,
    ...(fresh ? { fresh } : {}),
    ...(keptAside === true ? { promote: false as const } : {}),
    ...(beside === undefined ? {} : { beside }),
    startedAt: now,
  };
}

/** A topic that was deleted and made again has the name of the one before, and none of its records. */
function isOfTopic(run: Run, { sourceTopicId }: Pick<Situation, "sourceTopicId">): boolean {
  return run.sourceTopicId === undefined || run.sourceTopicId === sourceTopicId;
}

/**
 * Where the changelog of a partition stands, if its state is one that a run of this definition can go on from:
 * undefined where the last run there was of another definition, or of another topic by that name.
 */
export function changelogOn(
  partition: number,
  run: Run,
  situation: Pick<Situation, "runs" | "group" | "sourceTopic" | "sourceTopicId">,
): (ChangelogPosition & { lineage: string }) | undefined {
  const { runs, group, sourceTopic } = situation;
  const last = runsOf(runs, group, sourceTopic).find(({ id }) => runs.progress.get(id)?.has(partition));
  const progress = last === undefined ? undefined : runs.progress.get(last.id)?.get(partition);
  if (last === undefined || progress?.lineage === undefined || progress.keys === undefined) return undefined;
  // A run that began fresh is gone on with by itself only: what another would find at its offsets is more than that.
  const same = last.id === run.id || !(last.fresh ?? run.fresh ?? false);
  if (!same || !isOfTopic(last, situation) || !sameDefinition(last.definition, run.definition))
    return undefined;
  const { nextOffset, logStart: baseline, keys, lineage } = progress;
  return { nextOffset, baseline, keys, lineage };
}

/** How far the run is on the partition, or undefined where it has yet to enter the run. */
export function progressOn(run: Run, partition: number, runs: Runs): RunProgress | undefined {
  return runs.progress.get(run.id)?.get(partition);
}

/** The partitions whose playhead stands elsewhere than where the latest run left it: somebody moved it. */
export function movedPartitions(situation: Situation): number[] {
  const { committed, logStart, runs } = situation;
  const latest = latestRun(situation);
  const progress = latest === undefined ? undefined : runs.progress.get(latest.id);
  return [...(progress ?? [])]
    .filter(
      ([partition, { nextOffset }]) => (committed.get(partition) ?? logStart.get(partition)) !== nextOffset,
    )
    .map(([partition]) => partition);
}

/** The group's last run over the topic. */
export function latestRun({
  runs,
  group,
  sourceTopic,
}: Pick<Situation, "runs" | "group" | "sourceTopic">): Run | undefined {
  return runsOf(runs, group, sourceTopic)[0];
}

/**
 * Makes sure that the run is one of the given definition and output topic.
 *
 * @throws PlayheadError DEFINITION_CHANGED
 */
export function requireMadeBy(run: Run, wanted: Wanted): void {
  if (!isMadeBy(run, wanted)) throw definitionChanged(run, wanted);
}

type Wanted = Pick<Situation, "group" | "sourceTopic" | "outputTopic" | "definition" | "fresh">;

function isMadeBy(run: Run, { definition, outputTopic, fresh }: Wanted): boolean {
  const sameState = (run.fresh ?? false) === fresh;
  return sameDefinition(run.definition, definition) && run.outputTopic === outputTopic && sameState;
}

function isUntouched(run: Run, runs: Runs): boolean {
  return [...(runs.progress.get(run.id)?.values() ?? [])].every(
    ({ startOffset, nextOffset }) => startOffset === nextOffset,
  );
}

function definitionChanged(
  run: Run,
  { group, sourceTopic, outputTopic, definition, fresh }: Wanted,
): PlayheadError {
  const before = definitionText(run.definition);
  const after = definitionText(definition);
  const difference =
    run.outputTopic !== outputTopic
      ? `produces to ${run.outputTopic}, not to ${outputTopic}`
      : (run.fresh ?? false) !== fresh
        ? `was begun ${run.fresh ? "with an empty" : "with the earlier records'"} state, not ${fresh ? "with an empty one" : "with theirs"}`
        : before === after
          ? `was begun with other code of ${before} (digest ${run.definition.digest}, now ${definition.digest})`
          : `was begun with ${before}, not with ${after}`;
  return new PlayheadError(
    "DEFINITION_CHANGED",
    `The group ${group} is in the middle of a run over ${sourceTopic} that ${difference}. Going on with the new one would mix two meanings in one result, so nothing was processed`,
    {
      remedy:
        `rewind the group and process again (npx playhead rewind --group ${group} --topic ${sourceTopic} --to-earliest --execute), ` +
        "or give the new definition a group of its own (--group NAME)",
    },
  );
}
