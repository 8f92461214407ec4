import type { Run } from "../processor/runs";
import { promotedRun } from "../promotion/history";
import type { ChangeOver, Step, StepOutcome } from "./sink";
import type { Tables } from "./tables";

/**
 * Writes a step within the transaction at hand, which nobody else writes beside. Where the outcome says that it was not
 * applied, nothing was changed.
 *
 * @param mergeRows puts the step's rows into the results, in the place of those of the same run and key
 */
export async function applyStep(
  tables: Tables,
  step: Step,
  mergeRows: () => Promise<void>,
): Promise<StepOutcome> {
  const stored = await tables.positions();
  const isElsewhere = [...step.from].some(([partition, offset]) => stored.get(partition) !== offset);
  if (isElsewhere) return { applied: false, changedOver: undefined };
  await mergeRows();
  await tables.setPositions(step.to);
  await tables.mergeRuns(step.runs, step.caughtUp);
  await tables.mirrorPromotions(step.promotions);
  return { applied: true, changedOver: await changeOver(tables, step) };
}

/** Shows the run that the journal says is promoted, once it is whole here; where nothing is shown yet, at once. */
async function changeOver(
  tables: Tables,
  { runs, promotions, covers }: Step,
): Promise<ChangeOver | undefined> {
  const { number, runId: shown } = await tables.shown();
  // Another writer may know more: what it has shown is not undone.
  if (promotions.length <= number) return undefined;
  const promoted = promotedRun(promotions);
  if (shown !== null && promoted !== null && !covers(promoted)) return undefined;
  await tables.show({ number: promotions.length, runId: promoted });
  const run = (wanted: string | null): Run | undefined => runs.find(({ id }) => id === wanted);
  return promoted === shown ? undefined : { from: run(shown), to: run(promoted) };
}
