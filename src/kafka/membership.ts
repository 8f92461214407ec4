import { PlayheadError } from "../errors";
import { SESSION_TIMEOUT, type Connection } from "./connection";
import { isConnectionError, toPlayheadError } from "./errors";
import { Lease } from "./lease";
import { anyOf, coordinatorIsLoading, Patience } from "./patience";

/** What a member is told about its part of the topic. */
export interface MembershipEvents {
  /** Called after every (re)join with the partitions this member has from now on, as long as the lease is held. */
  onAssigned: (partitions: number[], lease: Lease) => void;
  /** Called when membership is lost for good: the broker is gone, or rejoining failed. */
  onLost: (error: Error) => void;
}

export interface Membership {
  leave(): Promise<void>;
}

/** Requests whose success tells a member that it is one. */
const COUNTED_IN_BY = ["Heartbeat", "SyncGroup"];

/**
 * The coordinator loads its groups, or is away: the group gets another one. kafkajs asks that one broker only, and does
 * not know whether others answer. Any other failure ends the membership.
 */
const REJOIN = anyOf(coordinatorIsLoading, (error) => (isConnectionError(error) ? {} : undefined));

/**
 * Joins a consumer group as a live member of one topic. Only the membership is kafkajs's: assignment, heartbeats,
 * rebalancing. The records are read by {@link readLog}, so every partition is paused the moment it is assigned.
 *
 * @param signal ends the waiting for a group whose dead members Kafka has not dropped yet
 * @throws PlayheadError TOPIC_NOT_FOUND, BROKER_UNREACHABLE, ABORTED
 */
export async function joinGroup(
  connection: Connection,
  group: string,
  topic: string,
  events: MembershipEvents,
  signal?: AbortSignal,
): Promise<Membership> {
  await connection.guard(() => connection.leaders.metadata(topic));
  const patience = new Patience(REJOIN);
  let left = false;
  // What breaks because it is being left is not joined again: nobody would know of that member.
  const rejoins = (error: unknown): boolean => !left && patience.after(error) !== undefined;
  const consumer = await connection.consumer(group, rejoins);
  const leave = (): Promise<void> => {
    left = true;
    return connection.release(consumer);
  };
  let lease = new Lease(SESSION_TIMEOUT);
  let askedAt = 0;
  consumer.on(consumer.events.REQUEST, ({ payload }) => {
    if (COUNTED_IN_BY.includes(payload.apiName)) askedAt = payload.sentAt;
  });
  consumer.on(consumer.events.HEARTBEAT, () => lease.renew(askedAt));
  const joined = new Promise<void>((resolve, reject) => {
    // kafkajs calls this listener before its first fetch after the join.
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      // It was about to try again when it was left.
      if (left) return void leave();
      patience.renew();
      connection.memberIds.add(payload.memberId);
      // Another one each time: who works on what was assigned before must not go on by this one.
      lease = new Lease(SESSION_TIMEOUT);
      lease.renew(askedAt);
      const partitions = payload.memberAssignment[topic] ?? [];
      if (partitions.length > 0) consumer.pause([{ topic, partitions }]);
      events.onAssigned(
        [...partitions].sort((a, b) => a - b),
        lease,
      );
      resolve();
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (payload.restart) return;
      const error = toPlayheadError(payload.error, connection);
      events.onLost(error);
      reject(error);
    });
  });
  // The consumer may crash before anybody waits for it.
  joined.catch(() => undefined);
  try {
    await connection.guard(() => consumer.subscribe({ topic, fromBeginning: true }));
    // Nothing is ever delivered, as all partitions are paused; a delivery would be skipped without a commit.
    const running = connection.guard(() =>
      consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() }),
    );
    await Promise.race([running.then(() => joined), rejectedBy(signal)]);
  } catch (error) {
    await leave();
    throw error;
  }
  return { leave };
}

/** Rejects when the signal says stop, else never does anything. */
function rejectedBy(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new PlayheadError("ABORTED", "Stopped before the group had been joined"));
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
