import { GroupWork, type ProcessOptions } from "./group-work";
import type { Assignment } from "./partition-worker";
import type { RunReport } from "./run-report";

/** A processor that goes on until it is told to stop. */
export interface Following {
  /** The group it is a member of. */
  readonly group: string;
  /** Resolves after `stop()`; rejects when the processor fails before. */
  readonly done: Promise<RunReport>;
  /**
   * Resolves when the group has processed everything that was in the log at the start; rejects when the processor
   * ends before.
   */
  readonly caughtUp: Promise<void>;
  /** Finishes the transaction at hand and leaves the group. */
  stop(): Promise<RunReport>;
}

/**
 * Processes the topic as a member of the group until it has caught up with the log's end as of now.
 *
 * @throws PlayheadError DEFINITION_CHANGED, TOPIC_NOT_FOUND, BAD_OPTION (a topic can't be its own output),
 *   BAD_RECORD, LOG_GAP, BROKER_UNREACHABLE
 */
export async function processUntilCaughtUp<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
  options: ProcessOptions,
): Promise<RunReport> {
  const group = await GroupWork.begin(assignment, options, false);
  return group.finish();
}

/**
 * Joins the group and processes until `stop()`. Returns once it is a member.
 *
 * @throws PlayheadError as {@link processUntilCaughtUp}, from `done` and `stop()` for what happens later
 */
export async function processFollowing<State, Value, Output extends object>(
  assignment: Assignment<State, Value, Output>,
  options: ProcessOptions,
): Promise<Following> {
  const work = await GroupWork.begin(assignment, options, true);
  const done = work.finish();
  const caughtUp = work.catchUp();
  // Whoever does not ask for it need not handle its failure: `done` fails as well.
  caughtUp.catch(() => undefined);
  return {
    group: assignment.group,
    done,
    caughtUp,
    stop: () => {
      work.stop();
      return done;
    },
  };
}
