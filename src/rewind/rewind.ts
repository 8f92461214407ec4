import { PlayheadError } from "../errors";
import { SESSION_TIMEOUT, type Connection } from "../kafka/connection";
import { describeGroup, groupNotFound, type GroupMember } from "../kafka/groups";
import { commitOffsets, committedOffsets, listOffsets, type PartitionOffsets } from "../kafka/offsets";
import { planMoves } from "./moves";
import { RewindPlan } from "./plan";
import type { Target } from "./targets";

/** Shell quoting for names that go into a command to be copied. */
function shellWord(word: string): string {
  return /^[\w.,:/@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command of Kafka's own tool for the same, ready to copy. */
export function kafkaConsumerGroups(connection: Connection, ...words: string[]): string {
  const command = ["kafka-consumer-groups", "--bootstrap-server", connection.brokers.join(","), ...words];
  return command.map(shellWord).join(" ");
}

/**
 * Plans to move a group's playhead on a topic: a dry run, nothing is changed before `plan.execute()`.
 *
 * @throws PlayheadError GROUP_NOT_FOUND, TOPIC_NOT_FOUND, OFFSET_OUT_OF_RANGE, BROKER_UNREACHABLE
 */
export async function planRewind(
  connection: Connection,
  group: string,
  topic: string,
  target: Target,
): Promise<RewindPlan> {
  // On its own: when it refuses, nothing else is under way that would keep a command from ending at once.
  const start = await listOffsets(connection, topic, "earliest");
  const [end, committed, description] = await Promise.all([
    listOffsets(connection, topic, "latest"),
    committedOffsets(connection, group),
    describeGroup(connection, group),
  ]);
  if (description.state === "Dead") throw await groupNotFound(connection, group);
  const moves = planMoves(topic, target, { start, end }, committed.get(topic) ?? new Map<number, number>());
  return new RewindPlan(
    { group, topic, target, moves, members: description.members },
    (words) => kafkaConsumerGroups(connection, ...words),
    (plan) => execute(connection, plan),
  );
}

/** Moves the playheads, unless the group has members or somebody moved them since the plan was made. */
async function execute(connection: Connection, plan: RewindPlan): Promise<void> {
  const { group, topic, moves } = plan;
  const { members } = await describeGroup(connection, group);
  if (members.length > 0) throw groupActive(group, members);
  const now = (await committedOffsets(connection, group)).get(topic);
  const target: PartitionOffsets = new Map(moves.map(({ partition, newOffset }) => [partition, newOffset]));
  const isThere = moves.every(({ partition, newOffset }) => now?.get(partition) === newOffset);
  if (isThere) return;
  const moved = moves.filter(
    ({ partition, currentOffset }) => (now?.get(partition) ?? null) !== currentOffset,
  );
  if (moved.length > 0) {
    throw new PlayheadError(
      "OFFSETS_MOVED",
      `The playhead of ${group} on ${topic} has moved since this plan was made (partition ${moved.map(({ partition }) => partition).join(", ")})`,
      { remedy: "make a new plan and look at it; nothing was changed" },
    );
  }
  await commitOffsets(connection, group, topic, target);
}

/** The refusal of a group with members, naming them. */
export function groupActive(group: string, members: readonly GroupMember[]): PlayheadError {
  const count = members.length === 1 ? "1 member" : `${members.length} members`;
  const list = members.map(({ clientId, host }) => `\n  ${clientId} on ${host}`).join("");
  return new PlayheadError(
    "GROUP_ACTIVE",
    `${group} has ${count}, so its offsets can't be moved: a member goes on from its own position and would overwrite them.${list}`,
    {
      remedy:
        "stop it (in its notebook: `await following.stop()`), then run this again; " +
        `one that has died is dropped by Kafka after ${SESSION_TIMEOUT / 1000} s. Nothing was changed`,
    },
  );
}
