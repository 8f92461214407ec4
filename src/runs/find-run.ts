import type { Connection } from "../kafka/connection";
import type { Names } from "../names";
import { readRuns, requireRun, type Run, type RunProgress, type Runs } from "../processor/runs";

/** A run as it stands at one moment. */
export interface FoundRun {
  run: Run;
  /** How far it is on each partition of its source that it has entered, in their order. */
  progress: ReadonlyMap<number, RunProgress>;
  /** All runs of that moment. */
  runs: Runs;
}

/**
 * Looks a run up, by its id or by anything that has it.
 *
 * @throws PlayheadError RUN_NOT_FOUND
 */
export async function findRun(
  connection: Connection,
  names: Names,
  which: string | Pick<Run, "id">,
): Promise<FoundRun> {
  const id = typeof which === "string" ? which : which.id;
  const runs = await readRuns(connection, names.runs);
  const run = requireRun(runs, id);
  const progress = [...(runs.progress.get(id) ?? [])].sort(([a], [b]) => a - b);
  return { run, progress: new Map(progress), runs };
}
