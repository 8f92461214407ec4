import { PlayheadError } from "../errors";
import type { PartitionOffsets } from "../kafka/offsets";
import { definitionText, sameDefinition, type Definition } from "./processor";
import { runId, runsOf, type Run, type RunProgress, type Runs } from "./runs";

export interface Situation {
  group: string;
  sourceTopic: string;
  outputTopic: string;
  definition: Definition;
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
  const { group, sourceTopic, outputTopic, definition, logStart, runs, now } = situation;
  const latest = runsOf(runs, group, sourceTopic)[0];
  const continued = latest !== undefined && !wasRewound(latest, situation);
  if (continued && (!sameDefinition(latest.definition, definition) || latest.outputTopic !== outputTopic)) {
    throw definitionChanged(latest, situation);
  }
  if (continued) return latest;
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
    startedAt: now,
  };
}

/** How far the run is on the partition, or undefined where it has yet to enter the run. */
export function progressOn(run: Run, partition: number, runs: Runs): RunProgress | undefined {
  return runs.progress.get(run.id)?.get(partition);
}

/** Somebody moved a playhead if it stands elsewhere than where the run left it. */
function wasRewound(run: Run, { committed, logStart, runs }: Situation): boolean {
  return [...(runs.progress.get(run.id) ?? [])].some(
    ([partition, { nextOffset }]) => (committed.get(partition) ?? logStart.get(partition)) !== nextOffset,
  );
}

function definitionChanged(
  run: Run,
  { group, sourceTopic, outputTopic, definition }: Situation,
): PlayheadError {
  const before = definitionText(run.definition);
  const after = definitionText(definition);
  const difference =
    run.outputTopic !== outputTopic
      ? `it produces to ${run.outputTopic}, not to ${outputTopic}`
      : before === after
        ? `it was made by another version of ${before}'s code (${run.definition.digest}, now ${definition.digest})`
        : `it was made by ${before}, not by ${after}`;
  return new PlayheadError(
    "DEFINITION_CHANGED",
    `The group ${group} is in the middle of ${sourceTopic} and ${difference}. To go on with the new one would mix two meanings in one result`,
    {
      remedy:
        `rewind the group and process again (npx playhead rewind --group ${group} --topic ${sourceTopic} --to-earliest --execute), ` +
        "or give the new definition a group of its own (--group NAME)",
    },
  );
}
