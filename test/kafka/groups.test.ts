import { describe, expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { describeGroup, describeOffsets, listGroups, requireGroup } from "../../src/kafka/groups";
import { joinGroup } from "../../src/kafka/membership";
import { commitOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { deleteTopic } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";

const place = testPlace();

async function topicOf(records: number, partitions = 1): Promise<string> {
  const connection = await place.connection();
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions });
  const appender = await openAppender(connection);
  await appender.append(topic, numbered(0, records));
  return topic;
}

describe("describeOffsets", () => {
  test("CURRENT-OFFSET, LOG-END-OFFSET and LAG of every partition of every topic of the groups", async () => {
    const connection = await place.connection();
    const [long, short] = [await topicOf(10, 2), await topicOf(4)];
    const [a, b] = [place.unique("a"), place.unique("b")];
    await commitOffsets(connection, a, long, new Map([[0, 3]]));
    await commitOffsets(connection, a, short, new Map([[0, 4]]));
    await commitOffsets(connection, b, short, new Map([[0, 0]]));
    const rows = await describeOffsets(connection, [a, b]);
    const state = "Empty";
    expect(rows).toHaveLength(4);
    expect(rows).toEqual(
      expect.arrayContaining([
        { group: a, topic: long, partition: 0, currentOffset: 3, logEndOffset: 10, lag: 7, state },
        { group: a, topic: long, partition: 1, currentOffset: null, logEndOffset: 0, lag: 0, state },
        { group: a, topic: short, partition: 0, currentOffset: 4, logEndOffset: 4, lag: 0, state },
        { group: b, topic: short, partition: 0, currentOffset: 0, logEndOffset: 4, lag: 4, state },
      ]),
    );
  });

  test("a group that does not exist has no rows, nor has one that only joined", async () => {
    const connection = await place.connection();
    const group = place.unique("joined");
    const membership = await joinGroup(connection, group, await topicOf(1), {
      onAssigned: () => undefined,
      onLost: () => undefined,
    });
    expect(await describeOffsets(connection, [place.unique("never"), group])).toEqual([]);
    await membership.leave();
  });

  test("the state of a group with a member", async () => {
    const connection = await place.connection();
    const topic = await topicOf(2);
    const group = place.unique("group");
    await commitOffsets(connection, group, topic, new Map([[0, 1]]));
    const membership = await joinGroup(connection, group, topic, {
      onAssigned: () => undefined,
      onLost: () => undefined,
    });
    expect(await describeOffsets(connection, [group])).toMatchObject([{ lag: 1, state: "Stable" }]);
    await membership.leave();
    expect(await describeOffsets(connection, [group])).toMatchObject([{ lag: 1, state: "Empty" }]);
  });

  test("a topic that was deleted takes nothing else with it", async () => {
    const connection = await place.connection();
    const [gone, kept] = [await topicOf(1), await topicOf(2)];
    const group = place.unique("group");
    await commitOffsets(connection, group, gone, new Map([[0, 1]]));
    await commitOffsets(connection, group, kept, new Map([[0, 1]]));
    await deleteTopic(connection, gone);
    expect(await describeOffsets(connection, [group])).toMatchObject([{ topic: kept, lag: 1 }]);
  });
});

test("groups are listed by name, sorted; one that does not exist is Dead", async () => {
  const connection = await place.connection();
  const topic = await topicOf(1);
  const groups = [place.unique("y"), place.unique("x")].sort();
  for (const group of groups) await commitOffsets(connection, group, topic, new Map([[0, 0]]));
  const listed = await listGroups(connection);
  expect(listed).toEqual([...listed].sort());
  expect(listed.filter((group) => groups.includes(group))).toEqual(groups);
  expect(await describeGroup(connection, place.unique("never"))).toMatchObject({
    state: "Dead",
    members: [],
  });
});

test("the error for a group that is not there names those that are", async () => {
  const connection = await place.connection();
  const group = place.unique("known");
  await commitOffsets(connection, group, await topicOf(1), new Map([[0, 0]]));
  const error = await errorOf(requireGroup(connection, "nobody"));
  expect(error).toMatchObject({
    code: "GROUP_NOT_FOUND",
    message: expect.stringContaining("nobody") as string,
  });
  expect(error.remedy).toContain(group);
});
