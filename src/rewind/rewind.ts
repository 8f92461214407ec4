import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { listTopics } from "../kafka/topics";
import { groupNotFoundAmong } from "../kafka/groups";
import { executeMoves } from "./execute";
import { kafkaConsumerGroups } from "./kafka-tool";
import { lookAhead } from "./outlook";
import { planMoves } from "./moves";
import type { RewindPlace } from "./place";
import { RewindPlan } from "./plan";
import { kafkaScope, select, type Scope } from "./scope";
import { placesOf, standingOf, type GroupStanding } from "./standing";
import { isRelative, timeOf, type Target } from "./targets";

/** The cluster, and the names by which this workbook's own topics go there. */
export interface RewindOptions {
  /** Take the nearest offset that a log has where it lacks the one asked for, as Kafka's tool does. Default: refuse. */
  clamp?: boolean;
}

/**
 * Plans to move a group's playheads: a dry run, nothing is changed before `plan.execute()`.
 *
 * @param scope default: the topic of the walk-through; for a file the partitions that it names
 * @throws PlayheadError TOPIC_NOT_FOUND, PARTITION_NOT_FOUND, OFFSET_OUT_OF_RANGE, NO_PLAYHEAD, GROUP_NOT_FOUND (where
 *   the target is told from the group's playheads), GROUP_OF_OTHER_KIND, BAD_OFFSETS_FILE, BAD_OPTION, BROKER_UNREACHABLE
 * @example
 * await planRewind({ connection, names }, "distance_calculator", earliest(), "raw-trackpoints:0,2");
 */
export async function planRewind(
  place: RewindPlace,
  group: string,
  target: Target,
  scope: Scope | undefined = target.kind === "file" ? undefined : place.names.source,
  { clamp = false }: RewindOptions = {},
): Promise<RewindPlan> {
  const { connection } = place;
  const standing = await standingOf(connection, group);
  const allTopics = typeof scope === "object" && "allTopics" in scope;
  if (standing.state === "Dead" && (isRelative(target) || allTopics)) {
    throw groupNotFoundAmong(group, standing.others);
  }
  const committed = allTopics ? await onTopicsThere(connection, standing) : standing.committed;
  const selection = select(scope, target, committed);
  const places = await placesOf(connection, selection, committed, timeOf(target, Date.now()));
  const moves = planMoves(places, target, { clamp });
  const { members, state, others } = standing;
  const facts = {
    group,
    target,
    scope: kafkaScope(scope, target),
    moves,
    members,
    others: state === "Dead" ? others : undefined,
    outlook: await lookAhead(place, group, moves),
  };
  return new RewindPlan(
    facts,
    (words) => kafkaConsumerGroups(connection, ...words),
    (planned, how) => executeMoves(connection, place.names.journal, { group, moves: planned }, how),
  );
}

/** A topic that has been deleted leaves a group's offsets on it behind for a moment. */
async function onTopicsThere(
  connection: Connection,
  { group, committed }: GroupStanding,
): Promise<GroupStanding["committed"]> {
  const topics = new Set(await listTopics(connection));
  const there = new Map([...committed].filter(([topic, offsets]) => topics.has(topic) && offsets.size > 0));
  if (there.size > 0) return there;
  throw new PlayheadError("NO_PLAYHEAD", `The group ${group} has no playhead on any topic`, {
    remedy: "name the topics that are to be rewound; nothing was changed",
  });
}
