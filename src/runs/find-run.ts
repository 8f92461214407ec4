import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { listTopics } from "../kafka/topics";
import type { Names } from "../names";
import { readRuns, type Run, type RunProgress, type Runs } from "../processor/runs";

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
  const isThere = (await listTopics(connection)).includes(names.runs);
  const runs = isThere ? await readRuns(connection, names.runs) : undefined;
  const run = runs?.byId.get(id);
  if (runs === undefined || run === undefined) {
    throw new PlayheadError("RUN_NOT_FOUND", `There is no run ${id}`, {
      remedy:
        "a run's id is GROUP:TOPIC:NUMBER, as `process` tells it; workbook.runs(group, topic) lists a group's runs",
    });
  }
  const progress = [...(runs.progress.get(id) ?? [])].sort(([a], [b]) => a - b);
  return { run, progress: new Map(progress), runs };
}
