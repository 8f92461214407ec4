import { expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { fetchPartition, type FetchRequest } from "../../src/kafka/fetch";
import { decodeRecordSet } from "../../src/kafka/record-batch/decode";
import { listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";
import { encodedByKafkajs, recorded } from "./recorded";

const place = testPlace();

async function newTopic(partitions = 1): Promise<string> {
  const topic = place.unique("topic");
  const connection = await place.connection();
  await ensureTopic(connection, { topic, partitions });
  // Waits until the partitions' leader knows that it is.
  await listOffsets(connection, topic, "latest");
  return topic;
}

async function fetched(request: Partial<FetchRequest> & { topic: string }) {
  const whole: FetchRequest = {
    partition: 0,
    offset: 0,
    isolation: "readCommitted",
    maxBytes: 1_000_000,
    ...request,
  };
  const connection = await place.connection();
  return connection.leaders.ask(whole.topic, whole.partition, (broker) => fetchPartition(broker, whole));
}

async function values(topic: string, records: Buffer): Promise<(string | null)[]> {
  const batches = await decodeRecordSet({ topic, partition: 0 }, records);
  return batches
    .filter(({ control }) => !control)
    .flatMap((batch) => batch.records.map(({ valueText }) => valueText));
}

test.each(["readCommitted", "readUncommitted"] as const)(
  "is encoded as kafkajs does it: %s",
  async (isolation) => {
    const topic = await newTopic(4);
    const connection = await place.connection();
    const [partition, offset, maxBytes] = [3, 0, 123_456];
    await connection.leaders.ask(topic, partition, async (leader) => {
      const { broker, requests } = recorded(leader);
      await fetchPartition(broker, { topic, partition, offset, isolation, maxBytes });
      expect(requests).toEqual([
        await encodedByKafkajs("fetch/v11", {
          replicaId: -1,
          maxWaitTime: 0,
          minBytes: 1,
          maxBytes,
          isolationLevel: isolation === "readCommitted" ? 1 : 0,
          topics: [{ topic, partitions: [{ partition, fetchOffset: offset, maxBytes }] }],
        }),
      ]);
    });
  },
);

test("an offset beyond 32 bits is asked for as it is", async () => {
  const topic = await newTopic();
  const offset = 2 ** 40 + 3;
  await (
    await place.connection()
  ).leaders.ask(topic, 0, async (leader) => {
    const { broker, requests } = recorded(leader);
    const request = fetchPartition(broker, {
      topic,
      partition: 0,
      offset,
      isolation: "readCommitted",
      maxBytes: 1,
    });
    await expect(request).rejects.toMatchObject({ type: "OFFSET_OUT_OF_RANGE" });
    const at = (requests[0]?.length ?? 0) - 2 - 4 - 4 - 8 - 8;
    expect(requests[0]?.readBigInt64BE(at)).toBe(BigInt(offset));
  });
});

test("gives the records from the batch of the offset on, and where the log ends; at its end nothing, at once", async () => {
  const topic = await newTopic();
  const appender = await openAppender(await place.connection());
  await appender.append(topic, numbered(0, 10));
  await appender.append(topic, numbered(10, 15));
  const all = await fetched({ topic });
  expect(all).toMatchObject({ highWatermark: 15, lastStableOffset: 15, aborted: [] });
  expect(await values(topic, all.records)).toEqual(numbered(0, 15).map(({ value }) => value));
  expect(await values(topic, (await fetched({ topic, offset: 12 })).records)).toHaveLength(5);
  const nothing = await fetched({ topic, offset: 15 });
  expect(nothing).toMatchObject({ highWatermark: 15, lastStableOffset: 15 });
  expect(nothing.records).toHaveLength(0);
});

test("of a small number of bytes there is one batch all the same", async () => {
  const topic = await newTopic();
  const appender = await openAppender(await place.connection());
  await appender.append(topic, [{ key: "k", value: "x".repeat(50_000), timestamp: 1 }]);
  await appender.append(topic, numbered(0, 5));
  const { records } = await fetched({ topic, maxBytes: 10 });
  expect(records.length).toBeGreaterThan(50_000);
  expect(await values(topic, records)).toHaveLength(1);
});

test("names aborted transactions, and how far every transaction has ended", async () => {
  const topic = await newTopic();
  const connection = await place.connection();
  const id = place.unique("id");
  const producer = await TransactionalProducer.open(connection, id);
  const aborting = producer.run(async (transaction) => {
    await transaction.send({ topic, records: numbered(0, 3) });
    const open = await fetched({ topic, isolation: "readUncommitted" });
    expect(open.highWatermark).toBe(3);
    expect(await values(topic, open.records)).toHaveLength(3);
    expect(await fetched({ topic })).toMatchObject({ lastStableOffset: 0 });
    throw new Error("no");
  });
  await expect(aborting).rejects.toThrow("no");
  // Opened once more, what was open has ended.
  await TransactionalProducer.open(connection, id);
  const after = await fetched({ topic });
  expect(after).toMatchObject({ highWatermark: 4, lastStableOffset: 4, aborted: [{ firstOffset: 0 }] });
  const [batch] = await decodeRecordSet({ topic, partition: 0 }, after.records);
  expect(after.aborted[0]?.producerId).toBe(batch?.producerId);
});

test("a partition that is not there is an error by its type", async () => {
  const topic = await newTopic();
  const nowhere = { topic, partition: 7, offset: 0, isolation: "readCommitted", maxBytes: 1 } as const;
  const request = (await place.connection()).leaders.ask(
    topic,
    0,
    (broker) => fetchPartition(broker, nowhere),
    { rule: () => undefined },
  );
  await expect(request).rejects.toMatchObject({ type: "UNKNOWN_TOPIC_OR_PARTITION" });
});
