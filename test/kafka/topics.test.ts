import { expect, test } from "vitest";
import type { Connection } from "../../src/kafka/connection";
import { describeGroup } from "../../src/kafka/groups";
import { commitOffsets } from "../../src/kafka/offsets";
import { clusterId, ensureTopic, listTopics, removeTopic, topicId } from "../../src/kafka/topics";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { deleteTopic, topicSettings } from "../fixtures/admin";

const place = testPlace();

test("a topic is made with its own settings, whatever the cluster's defaults are", async () => {
  const connection = await place.connection();
  const topic = place.unique("topic");
  expect(await ensureTopic(connection, { topic, partitions: 3 })).toBe(true);
  expect((await connection.leaders.metadata(topic)).leaders.size).toBe(3);
  expect(await topicSettings(connection, topic)).toMatchObject({
    "cleanup.policy": "delete",
    "retention.ms": "-1",
    "retention.bytes": "-1",
    "message.timestamp.type": "CreateTime",
    "message.timestamp.after.max.ms": "9223372036854775807",
    "message.timestamp.before.max.ms": "9223372036854775807",
  });
});

test("a compacted topic keeps the last record of each key, and is compacted while it is small", async () => {
  const connection = await place.connection();
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 1, compacted: true });
  expect(await topicSettings(connection, topic)).toMatchObject({
    "cleanup.policy": "compact",
    "segment.bytes": "1048576",
    "min.cleanable.dirty.ratio": "0.1",
  });
});

test("a topic that exists is left as it is", async () => {
  const connection = await place.connection();
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 3 });
  expect(await ensureTopic(connection, { topic, partitions: 1, compacted: true })).toBe(false);
  expect((await connection.leaders.metadata(topic)).leaders.size).toBe(3);
  expect(await topicSettings(connection, topic)).toMatchObject({ "cleanup.policy": "delete" });
});

test("of several who make a topic at once, one has made it and all can use it", async () => {
  const topic = place.unique("topic");
  const connections = [1, 2, 3, 4].map(() => place.connect());
  const made = await Promise.all(
    (await Promise.all(connections)).map(async (connection: Connection) => {
      const created = await ensureTopic(connection, { topic, partitions: 2 });
      expect((await connection.leaders.metadata(topic)).leaders.size).toBe(2);
      return created;
    }),
  );
  expect(made.filter((created) => created)).toHaveLength(1);
});

test("a name that no topic can have is refused in words", async () => {
  const connection = await place.connection();
  for (const topic of ["two words", "../up", "ü", "a".repeat(250)]) {
    expect(await errorOf(ensureTopic(connection, { topic, partitions: 1 }))).toMatchObject({
      code: "BAD_OPTION",
      remedy: expect.stringContaining("letters") as string,
    });
  }
});

test("topics are listed without Kafka's internal ones, sorted", async () => {
  const connection = await place.connection();
  const topics = [place.unique("b"), place.unique("a")];
  for (const topic of topics) await ensureTopic(connection, { topic, partitions: 1 });
  const listed = await listTopics(connection);
  expect(listed).toEqual(expect.arrayContaining(topics));
  expect(listed).toEqual([...listed].sort());
  expect(listed.filter((name) => name.startsWith("__"))).toEqual([]);
});

test("a topic made again under the same name has another id", async () => {
  const connection = await place.connection();
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 1 });
  const first = await topicId(connection, topic);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(await topicId(connection, topic)).toBe(first);
  await deleteTopic(connection, topic);
  expect(await errorOf(topicId(connection, topic))).toMatchObject({ code: "TOPIC_NOT_FOUND" });
  await ensureTopic(connection, { topic, partitions: 2 });
  expect(await topicId(connection, topic)).not.toBe(first);
  expect((await connection.leaders.metadata(topic)).leaders.size).toBe(2);
});

test("a topic is removed with a group's offsets on it; what is not there is no error", async () => {
  const connection = await place.connection();
  const [topic, group] = [place.unique("topic"), place.unique("group")];
  expect(await removeTopic(connection, topic, group)).toBe(false);
  for (let time = 0; time < 2; time++) {
    await ensureTopic(connection, { topic, partitions: 1 });
    await commitOffsets(connection, group, topic, new Map([[0, 0]]));
    expect(await removeTopic(connection, topic, group)).toBe(true);
    expect(await listTopics(connection)).not.toContain(topic);
    expect((await describeGroup(connection, group)).state).toBe("Dead");
  }
});

test("all connections to a cluster see the same id of it", async () => {
  expect(await clusterId(await place.connect())).toBe(await clusterId(await place.connection()));
});
