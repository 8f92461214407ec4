import type { Run } from "../processor/runs";

/**
 * Which run readers should see: the first one there ever was, from its first row on; after that, the newest run of
 * the same group over the same topic that has caught up. A run of another group is kept beside it and replaces
 * nothing.
 *
 * @param runs the runs of one output topic
 * @param caughtUp whether all of a run's results up to its goal have been written
 */
export function choosePromoted(
  promoted: Run | undefined,
  runs: readonly Run[],
  caughtUp: (run: Run) => boolean,
): Run | undefined {
  const shown = promoted ?? [...runs].sort((a, b) => a.startedAt - b.startedAt || a.number - b.number)[0];
  if (shown === undefined) return undefined;
  const successors = runs.filter(
    (run) =>
      run.group === shown.group &&
      run.sourceTopic === shown.sourceTopic &&
      run.number > shown.number &&
      caughtUp(run),
  );
  return successors.sort((a, b) => b.number - a.number)[0] ?? shown;
}
