import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { describeGroup, memberNames } from "../kafka/groups";
import type { Names } from "../names";
import { handOver } from "../processor/hand-over";
import { latestRun } from "../processor/decide";
import type { Following } from "../processor/process";
import type { RunReport } from "../processor/run-report";
import { readRuns, requireRun, type Run } from "../processor/runs";
import type { Comparison } from "../compare/comparison";
import { checkRun } from "./checks";
import { Reprocessed } from "./reprocessed";

/** What the workbook does for it, step by step. */
export interface ReprocessSteps {
  connection: Connection;
  names: Names;
  /** The group that is live, and the topic it reads. */
  group: string;
  sourceTopic: string;
  /** Processes with the new definition, as the group beside, until it has caught up with the log's end as of now. */
  catchUp: () => Promise<RunReport>;
  /** Brings the database up to date. */
  write: () => Promise<unknown>;
  /** Puts two runs side by side. */
  compare: (before: Pick<Run, "id">, after: Pick<Run, "id">) => Promise<Comparison>;
  /** Stops this process's own members of the live group; whether there were any. */
  stopOwn: () => Promise<boolean>;
  /** Gives readers a run, and brings the database up to date. */
  promote: (run: Run) => Promise<unknown>;
  /** Follows as a member of the live group, with the new definition. */
  follow: () => Promise<Following>;
}

/**
 * Computes a new run beside a live group, compares it with what that has made, and checks it. Nothing of the live
 * group is touched, and readers see what they saw, until the result is promoted.
 *
 * @throws PlayheadError RUN_NOT_FOUND where the group has not made anything of the topic yet; ABORTED; and whatever
 *   processing, writing and comparing throw
 */
export async function reprocess(steps: ReprocessSteps): Promise<Reprocessed> {
  const live = await liveRun(steps);
  const run = await steps.catchUp();
  await steps.write();
  const comparison = await steps.compare(live, run);
  const { progress } = await readRuns(steps.connection, steps.names.runs);
  const of = ({ id }: Pick<Run, "id">) => [...(progress.get(id)?.values() ?? [])];
  const { counts, units } = comparison;
  const checks = checkRun({ progress: of(run), liveProgress: of(live), rows: counts, units: units.after });
  return new Reprocessed({ live, run, comparison, checks }, () => promote(steps));
}

/** The live group's last run over the topic. */
export async function liveRun({
  connection,
  names,
  group,
  sourceTopic,
}: Pick<ReprocessSteps, "connection" | "names" | "group" | "sourceTopic">): Promise<Run> {
  const runs = await readRuns(connection, names.runs);
  const run = latestRun({ runs, group, sourceTopic });
  if (run !== undefined) return run;
  throw new PlayheadError(
    "RUN_NOT_FOUND",
    `${group} has made nothing of ${sourceTopic} yet, so there is nothing to compare with`,
    {
      remedy:
        "process the topic once as that group (npx playhead process), or name another (--group NAME, --topic TOPIC)",
    },
  );
}

/**
 * Hands the group's name, offsets and state over to the definition that was computed beside it. Its own members are
 * stopped for that moment and go on with the new definition; those of other processes make it refuse before anything
 * is stopped.
 */
async function promote(steps: ReprocessSteps): Promise<{ run: Run; following: Following | undefined }> {
  const { connection, names, group } = steps;
  const { members } = await describeGroup(connection, group);
  const strangers = members.filter(({ memberId }) => !connection.memberIds.has(memberId));
  if (strangers.length > 0) {
    const list = memberNames(strangers)
      .map((name) => `\n  ${name}`)
      .join("");
    throw new PlayheadError(
      "GROUP_ACTIVE",
      `${group} has members in other processes, which would go on with their definition:${list}`,
      {
        remedy: "stop them where they run, then promote again; nothing was changed",
      },
    );
  }
  // Most of the way while the live group still works, so that it stands still for a moment only.
  await steps.catchUp();
  const stopped = await steps.stopOwn();
  const { id } = await steps.catchUp();
  const runs = await readRuns(connection, names.runs);
  const beside = requireRun(runs, id);
  const run = await handOver({ connection, names, run: beside, group });
  await steps.promote(run);
  return { run, following: stopped ? await steps.follow() : undefined };
}
