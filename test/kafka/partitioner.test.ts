import { createRequire } from "node:module";
import fc from "fast-check";
// eslint-disable-next-line no-restricted-imports -- what it does by itself is what is compared with
import { Kafka, logLevel, Partitioners } from "kafkajs";
import { expect, test } from "vitest";
import { partitionOf } from "../../src/kafka/partitioner";
import { ensureTopic } from "../../src/kafka/topics";
import { testPlace } from "../fixtures/place";
import { allRecords } from "../fixtures/records";
import { bytes, text } from "./record-batch/arbitrary";

const place = testPlace();

const murmur2 = createRequire(import.meta.url)("kafkajs/src/producer/partitioners/default/murmur2") as (
  key: string | Buffer,
) => number;

test("is where a producer that is left to itself puts the key", async () => {
  const topic = place.unique("topic");
  await ensureTopic(await place.connection(), { topic, partitions: 5 });
  const keys = fc.sample(text, 300);
  const kafka = new Kafka({ brokers: [await place.broker()], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic, messages: keys.map((key) => ({ key, value: null })) });
  await producer.disconnect();
  const records = await allRecords(await place.connection(), topic);
  expect(records).toHaveLength(keys.length);
  for (const { keyText, partition } of records) expect(partitionOf(keyText ?? "", 5)).toBe(partition);
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

test("agrees with kafkajs's murmur2, for text and for bytes", () => {
  const key = fc.oneof(text, bytes, fc.string({ minLength: 60, maxLength: 70 }));
  fc.assert(
    fc.property(key, fc.integer({ min: 1, max: 2 ** 31 - 1 }), (key, partitions) => {
      expect(partitionOf(key, partitions)).toBe((murmur2(key) & 0x7fffffff) % partitions);
    }),
    { numRuns: 2000 },
  );
});
