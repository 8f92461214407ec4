import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { describeGroup, listGroups, otherKind, type GroupMember } from "../kafka/groups";
import { committedOffsets, listOffsets, offsetsAt, type PartitionOffsets } from "../kafka/offsets";
import type { Place } from "./moves";
import type { Selection } from "./scope";

/** A group as it stands. */
export interface GroupStanding {
  group: string;
  /** Kafka's word; `Dead` for a group that is not there. */
  state: string;
  members: GroupMember[];
  committed: Map<string, PartitionOffsets>;
  /** Where the group is not there: those that are, as its name may be mistyped. */
  others: string[];
}

/**
 * Looks at a group, changing nothing.
 *
 * @throws PlayheadError GROUP_OF_OTHER_KIND, BROKER_UNREACHABLE
 */
export async function standingOf(connection: Connection, group: string): Promise<GroupStanding> {
  const [description, committed] = await Promise.all([
    describeGroup(connection, group),
    committedOffsets(connection, group),
  ]);
  const { state, members } = description;
  if (state !== "Dead") return { group, state, members, committed, others: [] };
  const [kind, others] = await Promise.all([otherKind(connection, group), listGroups(connection)]);
  if (kind !== undefined) throw ofOtherKind(group, kind);
  return { group, state, members, committed, others };
}

function ofOtherKind(group: string, kind: string): PlayheadError {
  return new PlayheadError(
    "GROUP_OF_OTHER_KIND",
    `${group} is ${kind}, whose offsets can't be set from here`,
    {
      remedy:
        "use Kafka's own tools for it (kafka-consumer-groups, kafka-share-groups or kafka-streams-groups), or a group of another name here; nothing was changed",
    },
  );
}

/**
 * Logs and playheads of the selected partitions.
 *
 * @param time of a target that names one, ms since 1970 UTC
 * @throws PlayheadError TOPIC_NOT_FOUND, PARTITION_NOT_FOUND, BROKER_UNREACHABLE
 */
export async function placesOf(
  connection: Connection,
  selection: Selection,
  committed: ReadonlyMap<string, PartitionOffsets>,
  time?: number,
): Promise<Place[]> {
  const places: Place[][] = [];
  // One after the other: when one refuses, nothing is under way that would keep a command from ending at once.
  for (const [topic, partitions] of selection) {
    const starts = await listOffsets(connection, topic, "earliest");
    requirePartitions(topic, partitions, starts);
    const [ends, at] = await Promise.all([
      listOffsets(connection, topic, "latest"),
      time === undefined ? undefined : offsetsAt(connection, topic, time),
    ]);
    const all = [...ends].filter(([partition]) => partitions?.has(partition) ?? true);
    places.push(
      all.map(([partition, logEndOffset]) => ({
        topic,
        partition,
        currentOffset: committed.get(topic)?.get(partition) ?? null,
        logStartOffset: starts.get(partition) ?? 0,
        logEndOffset,
        ...(time === undefined ? {} : { offsetAt: at?.get(partition) }),
      })),
    );
  }
  return places.flat();
}

function requirePartitions(
  topic: string,
  partitions: ReadonlySet<number> | undefined,
  there: PartitionOffsets,
): void {
  const missing = [...(partitions ?? [])].filter((partition) => !there.has(partition));
  if (missing.length === 0) return;
  throw new PlayheadError(
    "PARTITION_NOT_FOUND",
    `The topic ${topic} has no partition ${missing.join(", ")}`,
    { remedy: `its partitions are ${[...there.keys()].join(", ")}; nothing was changed` },
  );
}
