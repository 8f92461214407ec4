import { PlayheadError } from "../errors";
import type { Connection } from "./connection";
import { Coordinator, REPEATABLE, UNLESS_HEARD } from "./coordinator";
import { isKafkaError } from "./errors";
import { throwIfNoTopic } from "./leaders";
import type { Rule } from "./patience";

/** Offsets by partition. Kafka's offsets are 64-bit; as numbers they are exact up to 2^53. */
export type PartitionOffsets = Map<number, number>;

/** Special timestamps of Kafka's ListOffsets request. */
const TIMESTAMP = { earliest: -2, latest: -1 } as const;
const ISOLATION = { readUncommitted: 0, readCommitted: 1 } as const;

/**
 * The offset at which a partition's log starts (`earliest`), ends (`latest`: LOG-END-OFFSET), or up to which a
 * reader of committed records may read (`stable`: the last stable offset).
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, BROKER_UNREACHABLE
 */
export function listOffsets(
  connection: Connection,
  topic: string,
  which: "earliest" | "latest" | "stable",
): Promise<PartitionOffsets> {
  const isolationLevel = which === "stable" ? ISOLATION.readCommitted : ISOLATION.readUncommitted;
  const timestamp = which === "earliest" ? TIMESTAMP.earliest : TIMESTAMP.latest;
  return ask(connection, topic, isolationLevel, timestamp);
}

/**
 * The offset of each partition's first record whose timestamp is `time` (ms since 1970 UTC) or later; a partition
 * without one has none.
 *
 * @throws PlayheadError TOPIC_NOT_FOUND, BROKER_UNREACHABLE
 */
export async function offsetsAt(
  connection: Connection,
  topic: string,
  time: number,
): Promise<PartitionOffsets> {
  const offsets = await ask(connection, topic, ISOLATION.readUncommitted, time);
  return new Map([...offsets].filter(([, offset]) => offset >= 0));
}

function ask(
  connection: Connection,
  topic: string,
  isolationLevel: number,
  timestamp: number,
): Promise<PartitionOffsets> {
  return connection.guard(async () => {
    const answers = await connection.leaders.askAll(topic, (broker, partitions) =>
      broker.listOffsets({
        replicaId: -1,
        isolationLevel,
        topics: [{ topic, partitions: partitions.map((partition) => ({ partition, timestamp })) }],
      }),
    );
    const offsets = answers.flatMap(({ responses }) => responses.flatMap(({ partitions }) => partitions));
    return new Map(
      offsets
        .map(({ partition, offset }): [number, number] => [partition, Number(offset)])
        .sort(([a], [b]) => a - b),
    );
  });
}

/** A group's committed offsets by topic, of the partitions for which it has one. */
export async function committedOffsets(
  connection: Connection,
  groupId: string,
): Promise<Map<string, PartitionOffsets>> {
  return connection.guard(async () => {
    // An empty list of topics is sent as null, which asks for all of them.
    const { responses } = await new Coordinator(connection, "group", groupId).ask((coordinator) =>
      coordinator.offsetFetch({ groupId, topics: [] }),
    );
    return new Map(
      responses.map(({ topic, partitions }) => [
        topic,
        new Map(
          partitions
            .map(({ partition, offset }): [number, number] => [partition, Number(offset)])
            .filter(([, offset]) => offset >= 0)
            .sort(([a], [b]) => a - b),
        ),
      ]),
    );
  });
}

/**
 * Sets a group's committed offsets on a topic, see {@link commitGroupOffsets}.
 *
 * @param isShown whether they only show something: where nobody knows if the coordinator has heard it, it is said again.
 *   Else a group could be put back that has moved on since
 * @throws PlayheadError GROUP_ACTIVE, TOPIC_NOT_FOUND
 */
export function commitOffsets(
  connection: Connection,
  groupId: string,
  topic: string,
  offsets: PartitionOffsets,
  { isShown = false } = {},
): Promise<void> {
  return commit(connection, groupId, new Map([[topic, offsets]]), isShown ? REPEATABLE : UNLESS_HEARD);
}

/**
 * Sets a group's committed offsets without joining it, as a consumer without subscription does (generation -1, see
 * KIP-211): all in one request, which the coordinator takes as a whole. It refuses where the group has members. A group
 * that is not there is made.
 *
 * @throws PlayheadError GROUP_ACTIVE, TOPIC_NOT_FOUND
 */
export function commitGroupOffsets(
  connection: Connection,
  groupId: string,
  offsets: ReadonlyMap<string, PartitionOffsets>,
): Promise<void> {
  return commit(connection, groupId, offsets, UNLESS_HEARD);
}

async function commit(
  connection: Connection,
  groupId: string,
  offsets: ReadonlyMap<string, PartitionOffsets>,
  rule: Rule,
): Promise<void> {
  const topics = [...offsets].map(([topic, partitions]) => ({
    topic,
    partitions: [...partitions].map(([partition, offset]) => ({ partition, offset: String(offset) })),
  }));
  const request = { groupId, groupGenerationId: -1, memberId: "", topics };
  await connection.guard(() =>
    new Coordinator(connection, "group", groupId)
      .ask((coordinator) => coordinator.offsetCommit(request), rule)
      .catch(throwIfNoTopic([...offsets.keys()].join(", ")))
      .catch(throwIfActive(groupId)),
  );
}

/**
 * For the rejection of a request that sets a group's offsets: throws GROUP_ACTIVE where that is why, else the error as
 * it is.
 */
export function throwIfActive(groupId: string): (error: unknown) => never {
  return (error) => {
    if (!isKafkaError(error, ...ACTIVE)) throw error;
    throw new PlayheadError(
      "GROUP_ACTIVE",
      `The group ${groupId} has members, so its offsets can't be moved`,
      { remedy: "stop its members first; nothing was changed", cause: error },
    );
  };
}

const ACTIVE = [
  "UNKNOWN_MEMBER_ID",
  "REBALANCE_IN_PROGRESS",
  "ILLEGAL_GENERATION",
  "NON_EMPTY_GROUP",
  "GROUP_SUBSCRIBED_TO_TOPIC",
];
