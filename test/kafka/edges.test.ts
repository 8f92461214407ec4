import { expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import { readEdges } from "../../src/kafka/edges";
import { listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { deleteRecords } from "../fixtures/admin";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";
import { until } from "../fixtures/until";

const place = testPlace();

async function newTopic(connection: Connection): Promise<string> {
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 2 });
  return topic;
}

/** The values of the first and last record of partition 0, once no transaction is open on it. */
async function edges(connection: Connection, topic: string): Promise<(string | undefined)[]> {
  const end = async (which: "stable" | "latest"): Promise<number> =>
    (await listOffsets(connection, topic, which)).get(0) ?? -1;
  await until("no transaction is open", async () => (await end("stable")) === (await end("latest")));
  const start = (await listOffsets(connection, topic, "earliest")).get(0) ?? -1;
  const stretch = { topic, partition: 0, start, end: await end("latest") };
  const { first, last } = await readEdges(connection, stretch);
  return [first?.valueText ?? undefined, last?.valueText ?? undefined];
}

test("the first and the last record, in the middle of batches too, and their times", async () => {
  const connection = await place.connection();
  const topic = await newTopic(connection);
  expect(await edges(connection, topic)).toEqual([undefined, undefined]);
  await (await openAppender(connection)).append(topic, numbered(0, 500));
  expect(await edges(connection, topic)).toEqual(["0", "499"]);
  const { first, last } = await readEdges(connection, { topic, partition: 0, start: 7, end: 12 });
  expect([first?.valueText, first?.offset, first?.timestamp]).toEqual(["7", 7, 1_007]);
  expect([last?.valueText, last?.offset, last?.timestamp]).toEqual(["11", 11, 1_011]);
  await deleteRecords(connection, topic, 3);
  expect(await edges(connection, topic)).toEqual(["3", "499"]);
});

test("markers and aborted records at either end are stepped over", async () => {
  const connection = await place.connection();
  const topic = await newTopic(connection);
  const producer = await TransactionalProducer.open(connection, place.unique("id"));
  const abort = async (from: number, to: number): Promise<void> => {
    const failing = producer.run(async (transaction) => {
      await transaction.send({ topic, records: numbered(from, to) });
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
  };
  await abort(0, 2);
  expect(await edges(connection, topic)).toEqual([undefined, undefined]);
  await producer.run((transaction) => transaction.send({ topic, records: numbered(2, 5) }));
  expect(await edges(connection, topic)).toEqual(["2", "4"]);
  for (let n = 5; n < 10; n++) await abort(n, n + 1);
  expect(await edges(connection, topic)).toEqual(["2", "4"]);
});
