import { PlayheadError } from "../errors";

/** What the changelog holds of a partition: the state at one offset. */
export interface ChangelogPosition {
  /** The offset that the state is at. */
  nextOffset: number;
  /** From where on the records were stepped that it is made of. */
  baseline: number;
  /** How many keys have a state there. */
  keys: number;
}

export interface RestoreSituation {
  topic: string;
  partition: number;
  /** The playhead: the state is wanted as it was there. */
  target: number;
  /** Where the source's log starts now. */
  logStart: number;
  /** Undefined where there is no changelog of this definition. */
  changelog: ChangelogPosition | undefined;
  /** From where on to step where the changelog can't serve. */
  baseline: number;
}

/** How a partition's state comes to its playhead. Records are stepped from `from` up to the playhead. */
export type RestorePlan =
  /** All of it from the log. */
  | { kind: "log"; from: number }
  /** From the changelog, then all records from where that ends. */
  | { kind: "forward"; from: number }
  /** From the changelog, but for these keys: they have gone on since, and are stepped again from the start. */
  | { kind: "back"; from: number; keys: Set<string> };

/**
 * Plans how the state is brought to the playhead, wherever that was moved.
 *
 * An entry of the changelog holds at the playhead where its key's last record lies before that: between the two
 * there is none. The other keys have gone on past it, so they are stepped anew. A playhead beyond the changelog's
 * own position means to step what lies between.
 *
 * @param entries of the changelog: key, and offset of the last record it was stepped with
 * @throws PlayheadError LOG_GAP where records that would have to be stepped are no longer in the log
 */
export function planRestore(
  situation: RestoreSituation,
  entries: readonly { key: string; offset: number }[],
): RestorePlan {
  const { target, logStart, changelog, baseline } = situation;
  if (changelog === undefined || entries.length !== changelog.keys) {
    // At the log's start there is nothing before, unless this goes on with what began earlier.
    if (target === logStart && target !== changelog?.nextOffset) return { kind: "log", from: target };
    return { kind: "log", from: requireFrom(situation, changelog?.baseline ?? baseline) };
  }
  if (target >= changelog.nextOffset) {
    const from = changelog.nextOffset;
    // At the log's start there is nothing before: as for whoever comes to this topic only now.
    if (from < target && target === logStart) return { kind: "log", from: target };
    return { kind: "forward", from: from === target ? from : requireFrom(situation, from) };
  }
  const gone = entries.filter(({ offset }) => offset >= target).map(({ key }) => key);
  if (gone.length === 0) return { kind: "forward", from: target };
  if (target === logStart) return { kind: "log", from: target };
  return { kind: "back", from: requireFrom(situation, changelog.baseline), keys: new Set(gone) };
}

function requireFrom({ topic, partition, target, logStart }: RestoreSituation, from: number): number {
  if (from >= logStart || from >= target) return from;
  const end = Math.min(logStart, target);
  throw new PlayheadError(
    "LOG_GAP",
    `The state at offset ${target} of ${topic} partition ${partition} rests on records from offset ${from} on, but the log starts at ${logStart}: ${end - from} offsets (${from} to ${end - 1}) have been deleted, and no changelog covers them`,
    {
      remedy: `rewind the group to the log's start (--to-earliest), or begin with an empty state (state: "fresh", --state fresh): a result then counts from there only`,
    },
  );
}
