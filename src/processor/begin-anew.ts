import { commitOffsets } from "../kafka/offsets";
import { decideRun, latestRun } from "./decide";
import type { Assignment } from "./partition-worker";
import { readSituation } from "./standing";
import { PlayheadError } from "../errors";

/**
 * Lets a group that is nobody's but ours begin at the log's start, unless it can go on: with another definition it
 * need not be rewound first, as nobody reads what it has made.
 *
 * @throws PlayheadError GROUP_ACTIVE where it has to begin anew and has members
 */
export async function beginAnew<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
): Promise<void> {
  const situation = await readSituation(assignment);
  if (latestRun(situation) === undefined) return;
  try {
    decideRun(situation);
  } catch (error) {
    if (!(error instanceof PlayheadError) || error.code !== "DEFINITION_CHANGED") throw error;
    const { connection, group, sourceTopic } = assignment;
    await commitOffsets(connection, group, sourceTopic, situation.logStart);
  }
}
