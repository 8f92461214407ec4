import { beginAnew } from "../processor/begin-anew";
import { latestRun } from "../processor/decide";
import type { Assignment } from "../processor/partition-worker";
import { ensureRunsTopic, readRuns } from "../processor/runs";
import { windowOf } from "./in-window";

/**
 * Lets a group of windows begin at the log's start where it is given another window than the last time: nobody goes on
 * with a window. A group whose last run had no window is left as it is, and refused like any other.
 *
 * @throws PlayheadError GROUP_ACTIVE where another process is at work on the group's last window
 */
export async function beginWindow<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
): Promise<void> {
  const { connection, names, group, sourceTopic } = assignment;
  await ensureRunsTopic(connection, names.runs);
  const last = latestRun({ runs: await readRuns(connection, names.runs), group, sourceTopic });
  if (last !== undefined && windowOf(last.definition) !== undefined) await beginAnew(assignment);
}
