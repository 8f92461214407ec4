import { expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { findEdges } from "../../src/kafka/edges";
import { listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { deleteRecords } from "../fixtures/admin";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";
import { until } from "../fixtures/until";

const place = testPlace();

async function newTopic(partitions = 1): Promise<string> {
  const topic = place.unique("topic");
  await ensureTopic(await place.connection(), { topic, partitions });
  return topic;
}

async function edges(topic: string, from: number, until: number, partition = 0) {
  const [found] = await findEdges(await place.connection(), [{ topic, partition, from, until }]);
  return { first: found?.first, last: found?.last, seen: found?.seen };
}

/** The record of that number where no transactions are about. */
const numberedAt = (offset: number) => ({ offset, timestamp: 1000 + offset });

test("the first and the last record of any stretch, inside of batches and across them", async () => {
  const topic = await newTopic(2);
  const appender = await openAppender(await place.connection());
  await appender.append(topic, numbered(0, 10, 1));
  await appender.append(topic, numbered(10, 15, 1));
  for (const [from, until] of [
    [0, 15],
    [3, 15],
    [3, 7],
    [9, 11],
    [14, 15],
  ] as const) {
    // prettier-ignore
    expect(await edges(topic, from, until, 1)).toMatchObject({
      first: numberedAt(from),
      last: numberedAt(until - 1),
    });
  }
  expect(await edges(topic, 15, 15, 1)).toEqual({ first: undefined, last: undefined, seen: { records: 0, offsets: 0, bytes: 0 } }); // prettier-ignore
  expect(await edges(topic, 0, 0, 0)).toMatchObject({ first: undefined, last: undefined });
  const { seen } = await edges(topic, 0, 15, 1);
  expect(seen).toMatchObject({ records: 15, offsets: 15 });
  expect(seen?.bytes).toBeGreaterThan(150);
});

test("markers and aborted records are stepped over at either end; markers are no records", async () => {
  const connection = await place.connection();
  const topic = await newTopic();
  const producer = await TransactionalProducer.open(connection, place.unique("transaction"));
  const send = async (from: number, until: number, fail: boolean) => {
    const sending = producer.run(async (transaction) => {
      await transaction.send({ topic, records: numbered(from, until) });
      if (fail) throw new Error("on purpose");
    });
    if (fail) await expect(sending).rejects.toThrow("on purpose");
    else await sending;
  };
  await send(0, 2, true); // offsets 0, 1, marker 2
  await send(2, 5, false); // 3, 4, 5, marker 6
  await send(5, 6, true); // 7, marker 8
  await until(
    "the last marker is there",
    async () => (await listOffsets(connection, topic, "stable")).get(0) === 9,
  );
  const found = await edges(topic, 0, 9);
  expect(found).toMatchObject({
    first: { offset: 3, timestamp: 1002 },
    last: { offset: 5, timestamp: 1004 },
  });
  expect(found.seen?.offsets).toBeGreaterThan(found.seen?.records ?? NaN);
  expect(await edges(topic, 6, 9)).toMatchObject({ first: undefined, last: undefined });
});

test("a log that has been cut meanwhile has no edge there, and that is no failure", async () => {
  const topic = await newTopic();
  await (await openAppender(await place.connection())).append(topic, numbered(0, 10));
  await deleteRecords(await place.connection(), topic, 6);
  expect(await edges(topic, 2, 10)).toMatchObject({ first: undefined, last: numberedAt(9) });
});

test("a hundred partitions at a time, each its own", async () => {
  const topic = await newTopic(100);
  const all = Array.from({ length: 100 }, (_, partition) => numbered(0, partition + 1, partition)).flat();
  await (await openAppender(await place.connection())).append(topic, all);
  const found = await findEdges(
    await place.connection(),
    Array.from({ length: 100 }, (_, partition) => ({ topic, partition, from: 0, until: partition + 1 })),
  );
  expect(found.map(({ last }) => last?.offset)).toEqual(Array.from({ length: 100 }, (_, i) => i));
});
