import { PlayheadError } from "../errors";
import { confirm, readJournal, record, withdraw, type Reset } from "../journal/journal";
import { SESSION_TIMEOUT, type Connection } from "../kafka/connection";
import { memberNames, type GroupMember } from "../kafka/groups";
import { deleteOffsets } from "../kafka/offset-delete";
import { commitGroupOffsets, type PartitionOffsets } from "../kafka/offsets";
import type { Move } from "./moves";
import { standingOf, type GroupStanding } from "./standing";

/** A member that can be told to stop: what `workbook.follow()` returns. */
export interface Stoppable {
  readonly group: string;
  stop(): Promise<unknown>;
}

export interface ExecuteOptions {
  /** Members of the group to stop on the way, so that it can be rewound: what `workbook.follow()` has returned. */
  stopFirst?: Stoppable | Stoppable[];
}

/** What is to be moved, and which entry of the journal that takes back. */
export interface PlannedMoves {
  group: string;
  moves: readonly Move[];
  undoes?: string;
}

/**
 * Moves the playheads, unless the group has members or somebody moved them since the plan was made, and writes that
 * into the journal. Doing it twice is doing it once. Returns the moves with the offsets that were left.
 *
 * @throws PlayheadError GROUP_ACTIVE, OFFSETS_MOVED, GROUP_OF_OTHER_KIND, BAD_OPTION, BROKER_UNREACHABLE
 */
export async function executeMoves(
  connection: Connection,
  journal: string,
  { group, moves, undoes }: PlannedMoves,
  { stopFirst = [] }: ExecuteOptions = {},
): Promise<readonly Move[]> {
  const found = await standingOf(connection, group);
  const standing = await withoutMembers(connection, found, [stopFirst].flat());
  const isThere = moves.every((move) => playheadOf(standing, move) === move.newOffset);
  // What is undone is written down also where nothing has to move for it, so that it is not undone once more.
  const isDone = undoes === undefined || (await isUndone(connection, journal, undoes));
  if (isThere && isDone) return moves;
  const now = moves.map((move) => ({ ...move, currentOffset: playheadOf(standing, move) }));
  // Whoever was stopped here has gone on until then.
  if (found.members.length === 0) requireUnmoved(group, moves, now);
  const entry = await record(connection, journal, {
    type: "reset" as const,
    group,
    moves: now.map(({ topic, partition, currentOffset, newOffset }) => ({
      topic,
      partition,
      from: currentOffset,
      to: newOffset,
    })),
    done: false,
    ...(undoes === undefined ? {} : { undoes }),
  });
  await set(connection, journal, entry);
  return now;
}

async function isUndone(connection: Connection, journal: string, id: string): Promise<boolean> {
  return (await readJournal(connection, journal)).some(({ undoes }) => undoes === id);
}

async function set(connection: Connection, journal: string, entry: Reset): Promise<void> {
  const { group, moves } = entry;
  const offsets = new Map<string, PartitionOffsets>();
  const removed: { topic: string; partition: number }[] = [];
  for (const { topic, partition, to } of moves) {
    if (to === null) removed.push({ topic, partition });
    else offsets.set(topic, (offsets.get(topic) ?? new Map<number, number>()).set(partition, to));
  }
  try {
    if (offsets.size > 0) await commitGroupOffsets(connection, group, offsets);
    if (removed.length > 0) await deleteOffsets(connection, group, removed);
  } catch (error) {
    // Where nobody answered it is not known whether the offsets were set, so the entry stays, as one that may be.
    if (isRefusal(error)) await withdraw(connection, journal, entry);
    throw error;
  }
  await confirm(connection, journal, entry);
}

function isRefusal(error: unknown): boolean {
  return error instanceof PlayheadError && error.code !== "BROKER_UNREACHABLE";
}

function playheadOf({ committed }: GroupStanding, { topic, partition }: Move): number | null {
  return committed.get(topic)?.get(partition) ?? null;
}

/** The group once those that may be stopped have been; nothing is stopped where others would remain. */
async function withoutMembers(
  connection: Connection,
  standing: GroupStanding,
  stoppable: readonly Stoppable[],
): Promise<GroupStanding> {
  const { group, members } = standing;
  const other = stoppable.find((one) => one.group !== group);
  if (other !== undefined) {
    throw new PlayheadError("BAD_OPTION", `stopFirst names a member of ${other.group}, not of ${group}`, {
      remedy: "give what workbook.follow() has returned for this group; nothing was changed",
    });
  }
  if (members.length === 0) return standing;
  if (members.length > stoppable.length) throw groupActive(group, members);
  await Promise.all(stoppable.map((one) => one.stop()));
  const after = await standingOf(connection, group);
  if (after.members.length > 0) throw groupActive(group, after.members);
  return after;
}

function requireUnmoved(group: string, planned: readonly Move[], now: readonly Move[]): void {
  const moved = planned.filter(({ currentOffset }, i) => now[i]?.currentOffset !== currentOffset);
  if (moved.length === 0) return;
  const topics = [...new Set(moved.map(({ topic }) => topic))];
  const where = topics.map((topic) => {
    const partitions = moved.filter((move) => move.topic === topic).map(({ partition }) => partition);
    return `${topic} (partition ${partitions.join(", ")})`;
  });
  throw new PlayheadError(
    "OFFSETS_MOVED",
    `The playhead of ${group} has moved since this plan was made, on ${where.join(", ")}`,
    { remedy: "make a new plan and look at it; nothing was changed" },
  );
}

/** The refusal of a group with members, naming them. */
export function groupActive(group: string, members: readonly GroupMember[]): PlayheadError {
  const count = members.length === 1 ? "1 member" : `${members.length} members`;
  const list = memberNames(members)
    .map((name) => `\n  ${name}`)
    .join("");
  return new PlayheadError(
    "GROUP_ACTIVE",
    `${group} has ${count}, so its offsets can't be moved: a member goes on from its own position and would overwrite them.${list}`,
    {
      remedy:
        "stop it (in its notebook: `await following.stop()`, or `plan.execute({ stopFirst: following })`), then run this again; " +
        `one that has died is dropped by Kafka after its session timeout, for one of ours ${SESSION_TIMEOUT / 1000} s. Nothing was changed`,
    },
  );
}
