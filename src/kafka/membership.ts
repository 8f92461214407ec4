import type { Connection } from "./connection";
import { toPlayheadError } from "./errors";

/** What a member is told about its part of the topic. */
export interface MembershipEvents {
  /** Called after every (re)join with the partitions this member has from now on. */
  onAssigned: (partitions: number[]) => void;
  /** Called when membership is lost for good: the broker is gone, or rejoining failed. */
  onLost: (error: Error) => void;
}

export interface Membership {
  leave(): Promise<void>;
}

/**
 * Joins a consumer group as a live member of one topic. Only the membership is kafkajs's: assignment, heartbeats,
 * rebalancing. The records are read by {@link readLog}, so every partition is paused the moment it is assigned.
 */
export async function joinGroup(
  connection: Connection,
  group: string,
  topic: string,
  events: MembershipEvents,
): Promise<Membership> {
  const consumer = await connection.consumer(group);
  const joined = new Promise<void>((resolve, reject) => {
    // kafkajs calls this listener before its first fetch after the join.
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const partitions = payload.memberAssignment[topic] ?? [];
      if (partitions.length > 0) consumer.pause([{ topic, partitions }]);
      events.onAssigned([...partitions].sort((a, b) => a - b));
      resolve();
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      const error = toPlayheadError(payload.error, connection.brokers);
      events.onLost(error);
      reject(error);
    });
  });
  try {
    await connection.guard(() => consumer.subscribe({ topic, fromBeginning: true }));
    // Nothing is ever delivered, as all partitions are paused; a delivery would be skipped without a commit.
    await connection.guard(() => consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() }));
    await joined;
  } catch (error) {
    await connection.release(consumer);
    throw error;
  }
  return { leave: () => connection.release(consumer) };
}
