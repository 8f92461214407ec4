import { AssignerProtocol } from "kafkajs";
import { PlayheadError } from "../errors";
import type { Connection } from "./connection";
import { Coordinator } from "./coordinator";
import { committedOffsets, listOffsets, type PartitionOffsets } from "./offsets";

export interface GroupMember {
  memberId: string;
  clientId: string;
  host: string;
  /** The partitions that it has, by topic. */
  assigned: Readonly<Record<string, readonly number[]>>;
}

export interface GroupDescription {
  group: string;
  /** Kafka's word: Stable, Empty, PreparingRebalance, CompletingRebalance, Dead. */
  state: string;
  members: GroupMember[];
}

/** Who the members are: `playhead-lab-17 on 10.0.0.5`. */
export function memberNames(members: readonly GroupMember[]): string[] {
  return members.map(({ clientId, host }) => `${clientId} on ${host}`);
}

/** One line of what `kafka-consumer-groups --describe` prints. */
export interface GroupOffsets {
  group: string;
  topic: string;
  partition: number;
  /** CURRENT-OFFSET: the group's playhead; `null` where it has not committed one yet. */
  currentOffset: number | null;
  logEndOffset: number;
  /** LAG: offsets between the playhead and the end. */
  lag: number;
  state: string;
}

/** The ids of the cluster's consumer groups. */
export async function listGroups(connection: Connection): Promise<string[]> {
  const { groups } = await connection.administer((admin) => admin.listGroups());
  return groups
    .filter(({ protocolType }) => protocolType === "consumer" || protocolType === "")
    .map(({ groupId }) => groupId)
    .sort();
}

/** State and members of one group; a group that does not exist is `Dead`, as Kafka says it. */
export async function describeGroup(connection: Connection, group: string): Promise<GroupDescription> {
  const { groups } = await connection.guard(() =>
    new Coordinator(connection, "group", group).ask((coordinator) =>
      coordinator.describeGroups({ groupIds: [group] }),
    ),
  );
  const described = groups[0];
  return {
    group,
    state: described?.state ?? "Dead",
    members: (described?.members ?? []).map(({ memberId, clientId, clientHost, memberAssignment }) => ({
      memberId,
      clientId,
      host: clientHost.replace(/^\//, ""),
      assigned: assignedBy(memberAssignment),
    })),
  };
}

/** While a group shares its partitions out, its members have none yet. */
function assignedBy(assignment: Buffer): GroupMember["assigned"] {
  if (assignment.length === 0) return {};
  return AssignerProtocol.MemberAssignment.decode(assignment)?.assignment ?? {};
}

/**
 * A group that a request for classic consumers does not see is told as `Dead`, though it is there: one of the consumer
 * protocol of KIP-848, of share consumers or of Kafka Streams' own protocol. In words, which kind it is; undefined
 * where no group has the name.
 */
export async function otherKind(connection: Connection, group: string): Promise<string | undefined> {
  const { groups } = await connection.administer((admin) => admin.listGroups());
  const listed = groups.find(({ groupId }) => groupId === group);
  return listed === undefined ? undefined : (KINDS[listed.protocolType] ?? listed.protocolType);
}

/** By Kafka's protocol type. Those of KIP-848 have the same one as classic consumers. */
const KINDS: Readonly<Record<string, string>> = {
  consumer: "a group of the consumer protocol (KIP-848, group.protocol=consumer)",
  share: "a share group (KIP-932)",
  streams: "a group of the streams protocol (KIP-1071)",
};

/** CURRENT-OFFSET, LOG-END-OFFSET and LAG of every partition the groups have a playhead on. */
export async function describeOffsets(
  connection: Connection,
  groups: readonly string[],
): Promise<GroupOffsets[]> {
  const described = await Promise.all(
    groups.map(async (group) => ({
      ...(await describeGroup(connection, group)),
      committed: await committedOffsets(connection, group),
    })),
  );
  const topics = [...new Set(described.flatMap(({ committed }) => [...committed.keys()]))];
  const ends = new Map<string, PartitionOffsets>(
    await Promise.all(topics.map(async (topic) => [topic, await endsOf(connection, topic)] as const)),
  );
  return described.flatMap(({ group, state, committed }) =>
    [...committed].flatMap(([topic, offsets]) =>
      [...(ends.get(topic) ?? [])].map(([partition, logEndOffset]): GroupOffsets => {
        const currentOffset = offsets.get(partition) ?? null;
        const lag = Math.max(logEndOffset - (currentOffset ?? 0), 0);
        return { group, topic, partition, currentOffset, logEndOffset, lag, state };
      }),
    ),
  );
}

/** A topic that has been deleted has none; its committed offsets go a moment later. */
async function endsOf(connection: Connection, topic: string): Promise<PartitionOffsets> {
  return listOffsets(connection, topic, "latest").catch((error: unknown) => {
    if (error instanceof PlayheadError && error.code === "TOPIC_NOT_FOUND") return new Map<number, number>();
    throw error;
  });
}

/** @throws PlayheadError GROUP_NOT_FOUND */
export async function requireGroup(connection: Connection, group: string): Promise<void> {
  const { state } = await describeGroup(connection, group);
  if (state === "Dead") throw await groupNotFound(connection, group);
}

/** The error for a group that is not there, naming those that are. */
async function groupNotFound(connection: Connection, group: string): Promise<PlayheadError> {
  return groupNotFoundAmong(group, await listGroups(connection));
}

/** The same, where it is known which there are. */
export function groupNotFoundAmong(group: string, known: readonly string[]): PlayheadError {
  return new PlayheadError("GROUP_NOT_FOUND", `There is no consumer group ${group} on this cluster`, {
    remedy: known.length === 0 ? "process a topic first" : `the groups there are: ${known.join(", ")}`,
  });
}
