import { expect, onTestFinished, test } from "vitest";
import { ensureBroker } from "../../src/broker/embedded";
import { openAppender } from "../../src/kafka/append";
import { joinGroup } from "../../src/kafka/membership";
import { commitOffsets } from "../../src/kafka/offsets";
import { openTransactions } from "../../src/kafka/open-transactions";
import { ensureTopic } from "../../src/kafka/topics";
import { stallText, type Stall } from "../../src/stalls/stall";
import { watchStalls, type WatchedGroup } from "../../src/stalls/watch";
import { openForeignTransaction } from "../fixtures/foreign-transaction";
import { ownHomes } from "../fixtures/own-broker";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";
import { until } from "../fixtures/until";

const place = testPlace();
const homes = ownHomes();

/** A group that stands at offset 3 of both partitions, each with 5 records. */
async function stand(connection: Promise<WatchedGroup["connection"]> = place.connection()) {
  const watched = {
    connection: await connection,
    group: place.unique("group"),
    topic: place.unique("topic"),
  };
  const { group, topic } = watched;
  await ensureTopic(watched.connection, { topic, partitions: 2 });
  const appender = await openAppender(watched.connection);
  for (const partition of [0, 1]) await appender.append(topic, numbered(0, 5, partition));
  const commit = (offsets: [number, number][]) =>
    commitOffsets(watched.connection, group, topic, new Map(offsets));
  return { ...watched, appender, commit };
}

function watch(watched: WatchedGroup, onLook?: () => void): Stall[] {
  const told: Stall[] = [];
  const ending = new AbortController();
  const { signal } = ending;
  const ended = watchStalls(watched, {
    signal,
    stalledAfter: 2000,
    onStalled: (stall) => told.push(stall),
    workOn: () => {
      onLook?.();
      return 0;
    },
  });
  onTestFinished(async () => {
    ending.abort();
    await ended;
  });
  return told;
}

test("a foreign transaction that nobody ends: the partition, its lag, and whose it is; then it goes on", async () => {
  const { connection, group, topic, commit } = await stand();
  await commit([
    [0, 5],
    [1, 5],
  ]);
  const transactionalId = place.unique("foreign");
  const record = { key: "key", value: "5", timestamp: 5, partition: 1 };
  const foreign = await openForeignTransaction(connection, transactionalId, topic, record);
  expect(await openTransactions(connection, { topic, partition: 0 })).toEqual([]);
  const told = watch({ connection, group, topic });
  await until("it is named", () => told.length > 0);
  expect(told).toMatchObject([{ group, topic, partition: 1, offset: 5, lag: 1, overAt: undefined }]);
  const [stall] = told;
  expect(stall?.reason).toContain(`(transactional id ${transactionalId}) has been open since offset 5`);
  expect(stall?.remedy).toContain(`abort --topic ${topic} --partition 1 --start-offset 5`);
  expect(stallText(stall as Stall)).toContain(
    `Stalled: ${topic} partition 1, where ${group} stands at offset 5`,
  );

  await foreign.end(true);
  await commit([[1, 7]]);
  await until("it has gone on", () => told.length > 1);
  expect(stallText(told[1] as Stall)).toContain(`${topic} partition 1 goes on, after `);
});

test("a member that is there but does nothing is named; without one, that nobody has the partition", async () => {
  const { connection, group, topic, commit } = await stand();
  await commit([
    [0, 3],
    [1, 5],
  ]);
  const alone = watch({ connection, group, topic });
  await until("it is named", () => alone.length > 0);
  expect(alone).toMatchObject([{ partition: 0, lag: 2, reason: expect.stringContaining("None of the group's 0") as string }]); // prettier-ignore

  const idle = { onAssigned: () => undefined, onLost: () => undefined };
  const member = await joinGroup(connection, group, topic, idle);
  const held = watch({ connection, group, topic });
  await until("it is named", () => held.length > 0);
  expect(held).toMatchObject([{ partition: 0 }]);
  expect(held[0]?.reason).toContain(`Its member ${connection.clientId} on 127.0.0.1 is counted in by Kafka`);
  await member.leave();
});

test("a broker that does not answer any more is told as that", async () => {
  const { address, pid } = await ensureBroker(await homes.make());
  const { connection, group, topic, commit } = await stand(Promise.resolve(homes.connect(address)));
  await commit([
    [0, 5],
    [1, 5],
  ]);
  let looks = 0;
  const told = watch({ connection, group, topic }, () => looks++);
  await until("it has looked", () => looks > 0);
  process.kill(pid, "SIGSTOP");
  try {
    await until("both are named", () => told.length === 2);
    expect(told.map(({ partition, lag }) => [partition, lag])).toEqual([[0, 0], [1, 0]]); // prettier-ignore
    expect(told[0]?.reason).toContain("Kafka does not tell how far the group is: no answer has come");
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await until("they go on", () => told.length === 4);
});
