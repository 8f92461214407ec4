import type { Promotion } from "../journal/journal";
import { isKeptAside, type Run } from "../processor/runs";

/**
 * Which run readers are to be given without anybody asking for it, if any.
 *
 * Before anything was ever promoted, the first run there is, from its first row on. After that, the newest run of the
 * promoted one's group and source topic that is whole, and newer than each of them that readers ever saw: an undo, or
 * an older run that somebody has promoted, is not reverted by itself, and yet the next run changes over. A run of
 * another group, or one that is kept aside, has to be promoted by somebody.
 *
 * @param history the promotions of one output topic that count, see `promotionsOf`
 * @param runs the runs of that topic
 * @param isWhole whether the run has caught up and all of its results are there to be shown
 */
export function duePromotion(
  history: readonly Promotion[],
  runs: readonly Run[],
  isWhole: (run: Run) => boolean,
): Run | undefined {
  const eligible = runs.filter((run) => !isKeptAside(run));
  if (history.length === 0) {
    return eligible.sort((a, b) => a.startedAt - b.startedAt || a.number - b.number)[0];
  }
  // Where an undo has left readers without any, the group they saw last is still theirs.
  const lastSeen = history.filter(({ to }) => to !== null).at(-1)?.to;
  const shown = runs.find(({ id }) => id === lastSeen);
  if (shown === undefined) return undefined;
  const seen = new Set(history.map(({ to }) => to));
  const isOfIts = (run: Run): boolean => run.group === shown.group && run.sourceTopic === shown.sourceTopic;
  const newest = Math.max(...runs.filter((run) => isOfIts(run) && seen.has(run.id)).map((run) => run.number));
  return eligible
    .filter((run) => isOfIts(run) && run.number > newest && isWhole(run))
    .sort((a, b) => b.number - a.number)[0];
}
