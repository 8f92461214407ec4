import { PlayheadError } from "../errors";
import type { Connection } from "../kafka/connection";
import { describeGroup, memberNames } from "../kafka/groups";
import { openTransactions } from "../kafka/open-transactions";
import type { Standing } from "./judge";
import type { Cause } from "./stall";

/** Finds out why a group makes no progress on a partition. */
export async function causeOf(
  connection: Connection,
  group: string,
  topic: string,
  { partition, offset, stable, end }: Standing,
): Promise<Cause> {
  if (offset >= stable && stable < end) return heldBack(connection, topic, partition, stable);
  const { state, members } = await describeGroup(connection, group);
  const holder = members.find(({ assigned }) => assigned[topic]?.includes(partition));
  if (holder !== undefined) {
    return {
      reason: `Its member ${memberNames([holder]).join("")} is counted in by Kafka, but commits nothing.`,
      remedy: "stop that process: its partitions go to others, or to it again when it is started anew",
    };
  }
  return {
    reason: `None of the group's ${members.length} members has the partition; the group is ${state}.`,
    remedy:
      "start a member; while members come and go the partitions are shared out anew, which takes a moment",
  };
}

/** What has been appended is not readable yet: some transaction on the partition has not been ended. */
async function heldBack(
  connection: Connection,
  topic: string,
  partition: number,
  stable: number,
): Promise<Cause> {
  const [oldest] = await openTransactions(connection, { topic, partition }).catch((error: unknown) => {
    // Whoever may not ask for producers is told what is known without them.
    if (error instanceof PlayheadError && error.code !== "BROKER_UNREACHABLE") return [];
    throw error;
  });
  const name = oldest?.transactionalId === undefined ? "" : ` (transactional id ${oldest.transactionalId})`;
  const whose = oldest === undefined ? "a producer" : `producer ${oldest.producerId}${name}`;
  return {
    reason: `A transaction of ${whose} has been open since offset ${stable}: what lies behind cannot be read before it ends.`,
    remedy:
      `end it in that producer, or wait: Kafka aborts it after the producer's transaction.timeout.ms; an administrator can at once: ` +
      `kafka-transactions.sh --bootstrap-server ${connection.brokers.join(",")} abort --topic ${topic} --partition ${partition} --start-offset ${stable}`,
  };
}

/** Of a cluster that does not answer, or not what was asked. */
export function unanswered(error: unknown): Cause {
  const why = error instanceof PlayheadError ? error.message : "no answer has come";
  return {
    reason: `Kafka does not tell how far the group is: ${why}.`,
    remedy: "see that the brokers run and can be reached; what was committed is safe",
  };
}
