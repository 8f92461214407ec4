import fc from "fast-check";
// eslint-disable-next-line no-restricted-imports -- what it does by itself is what is compared with
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { describe, expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { partitionOf } from "../../src/kafka/partitioner";
import { ensureTopic } from "../../src/kafka/topics";
import { testPlace } from "../fixtures/place";
import { allRecords, allValues, numbered } from "../fixtures/records";

const place = testPlace();

describe("partitionOf", () => {
  test("is where a producer that is left to itself puts the key", async () => {
    const topic = place.unique("topic");
    await ensureTopic(await place.connection(), { topic, partitions: 5 });
    const keys = fc.sample(
      fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: "binary", minLength: 1 })),
      300,
    );
    const kafka = new Kafka({ brokers: [await place.broker()], logLevel: logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic, messages: keys.map((key) => ({ key, value: null })) });
    await producer.disconnect();
    const records = await allRecords(await place.connection(), topic);
    expect(records).toHaveLength(keys.length);
    for (const { key, partition } of records) expect(partitionOf(String(key), 5)).toBe(partition);
  });

  // From Kafka's own org.apache.kafka.common.utils.UtilsTest.testMurmur2.
  test.each([
    ["21", -973932308],
    ["foobar", -790332482],
    ["a-little-bit-long-string", -985981536],
    ["a-little-bit-longer-string", -1486304829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971],
  ])("agrees with Kafka's own clients: the hash of %s is %i", (key, hash) => {
    for (const partitions of [1, 2, 3, 7, 100])
      expect(partitionOf(key, partitions)).toBe((hash & 0x7fffffff) % partitions);
  });

  test("is always one of the partitions, and the same for the same key", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 50 }), (key, partitions) => {
        const partition = partitionOf(key, partitions);
        expect(partition).toBe(partitionOf(key, partitions));
        expect(partition).toBeGreaterThanOrEqual(0);
        expect(partition).toBeLessThan(partitions);
      }),
    );
  });
});

describe("an appender", () => {
  test("keeps the order over many sends", async () => {
    const connection = await place.connection();
    const topic = place.unique("topic");
    await ensureTopic(connection, { topic, partitions: 1 });
    const appender = await openAppender(connection);
    await appender.append(topic, numbered(0, 2500));
    await appender.append(topic, []);
    await appender.append(topic, numbered(2500, 2503));
    expect(await allValues(connection, topic)).toEqual(numbered(0, 2503).map(({ value }) => value));
  });

  test("takes more than Kafka takes in one batch", async () => {
    const connection = await place.connection();
    const topic = place.unique("topic");
    await ensureTopic(connection, { topic, partitions: 1 });
    const appender = await openAppender(connection);
    const value = "z".repeat(200_000);
    await appender.append(
      topic,
      Array.from({ length: 20 }, () => ({ key: "k", value, timestamp: 1 })),
    );
    expect(await allValues(connection, topic)).toHaveLength(20);
  });

  test("a topic that is not there is an error, and nothing is made", async () => {
    const connection = await place.connection();
    const appender = await openAppender(connection);
    const missing = place.unique("never");
    await expect(appender.append(missing, numbered(0, 1))).rejects.toMatchObject({ code: "TOPIC_NOT_FOUND" });
    await expect(connection.topicMetadata(missing)).rejects.toMatchObject({ code: "TOPIC_NOT_FOUND" });
  });
});
