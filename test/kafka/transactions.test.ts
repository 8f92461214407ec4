import { describe, expect, test } from "vitest";
import type { Connection } from "../../src/kafka/connection";
import { commitOffsets, committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { allValues, numbered } from "../fixtures/records";
import { until } from "../fixtures/until";

const place = testPlace();
const texts = (from: number, end: number): string[] => numbered(from, end).map(({ value }) => String(value));

async function newTopic(connection: Connection, partitions = 1): Promise<string> {
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions });
  return topic;
}

/** A commit is answered before its markers are written. */
async function untilSettled(connection: Connection, topic: string): Promise<void> {
  await until("no transaction is open", async () => {
    const [stable, latest] = await Promise.all([
      listOffsets(connection, topic, "stable"),
      listOffsets(connection, topic, "latest"),
    ]);
    return [...latest].every(([partition, end]) => stable.get(partition) === end);
  });
}

describe("a transaction", () => {
  test("shows all of it at once, in several topics and partitions, and moves the offsets with it", async () => {
    const connection = await place.connection();
    const [one, two] = [await newTopic(connection, 2), await newTopic(connection)];
    const group = place.unique("group");
    const producer = await TransactionalProducer.open(connection, place.unique("id"));
    const result = await producer.run(async (transaction) => {
      const ends = await transaction.send({
        topic: one,
        records: [...numbered(0, 3, 0), ...numbered(3, 5, 1)],
      });
      await transaction.send({ topic: two, records: numbered(5, 7) });
      await transaction.commitOffsets(group, one, new Map([[0, 2]]));
      expect(await allValues(connection, one)).toEqual([]);
      return ends;
    });
    expect([...result.keys()].sort()).toEqual([0, 1]);
    await untilSettled(connection, one);
    await untilSettled(connection, two);
    expect(await allValues(connection, one)).toEqual(texts(0, 5));
    expect(await allValues(connection, two)).toEqual(texts(5, 7));
    await until(
      "the offsets are there",
      async () => (await committedOffsets(connection, group)).get(one)?.get(0) === 2,
    );
  });

  test("that fails leaves neither records nor offsets; its error comes through as it is; the next one works", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const group = place.unique("group");
    await commitOffsets(connection, group, topic, new Map([[0, 1]]));
    const producer = await TransactionalProducer.open(connection, place.unique("id"));
    const mistake = new TypeError("a mistake in the work");
    const failing = producer.run(async (transaction) => {
      await transaction.send({ topic, records: numbered(0, 3) });
      await transaction.commitOffsets(group, topic, new Map([[0, 9]]));
      throw mistake;
    });
    await expect(failing).rejects.toBe(mistake);
    await producer.run((transaction) => transaction.send({ topic, records: numbered(7, 8) }));
    await untilSettled(connection, topic);
    expect(await allValues(connection, topic)).toEqual(["7"]);
    expect((await committedOffsets(connection, group)).get(topic)?.get(0)).toBe(1);
  });

  test("with nothing in it is none", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const producer = await TransactionalProducer.open(connection, place.unique("id"));
    expect(await producer.run((transaction) => transaction.send({ topic, records: [] }))).toEqual(new Map());
    expect((await listOffsets(connection, topic, "latest")).get(0)).toBe(0);
  });

  test("many small ones after each other, and one of thousands of records", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const producer = await TransactionalProducer.open(connection, place.unique("id"));
    for (let i = 0; i < 20; i++)
      await producer.run((transaction) => transaction.send({ topic, records: numbered(i, i + 1) }));
    await producer.run((transaction) => transaction.send({ topic, records: numbered(20, 3000) }));
    await untilSettled(connection, topic);
    expect(await allValues(connection, topic)).toEqual(texts(0, 3000));
  });
});

describe("two producers of one transactional id", () => {
  test("the second fences the first, whose open transaction is gone", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const group = place.unique("group");
    const id = place.unique("id");
    const first = await TransactionalProducer.open(connection, id);
    await first.run((transaction) => transaction.send({ topic, records: numbered(0, 2) }));
    let second: TransactionalProducer | undefined;
    const overtaken = first.run(async (transaction) => {
      await transaction.send({ topic, records: numbered(100, 105) });
      second = await TransactionalProducer.open(await place.connect(), id);
      await transaction.commitOffsets(group, topic, new Map([[0, 9]]));
    });
    expect(await errorOf(overtaken)).toMatchObject({
      code: "FENCED",
      remedy: expect.stringContaining("nothing was lost or doubled") as string,
    });
    await second?.run((transaction) => transaction.send({ topic, records: numbered(2, 4) }));
    await untilSettled(connection, topic);
    expect(await allValues(connection, topic)).toEqual(texts(0, 4));
    expect((await committedOffsets(connection, group)).size).toBe(0);
  });

  test("the first stays fenced", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const id = place.unique("id");
    const first = await TransactionalProducer.open(connection, id);
    await TransactionalProducer.open(connection, id);
    for (let i = 0; i < 2; i++) {
      const late = first.run((transaction) => transaction.send({ topic, records: numbered(0, 1) }));
      expect((await errorOf(late)).code).toBe("FENCED");
    }
    expect(await allValues(connection, topic)).toEqual([]);
  });

  test("what a dead process left open is settled before the next one reads the offsets", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const id = place.unique("id");
    const dead = await place.connect();
    const producer = await TransactionalProducer.open(dead, id);
    void producer
      .run(async (transaction) => {
        await transaction.send({ topic, records: numbered(0, 3) });
        await new Promise(() => undefined);
      })
      .catch(() => undefined);
    await until(
      "its records are in the log",
      async () => (await listOffsets(connection, topic, "latest")).get(0) === 3,
    );
    await TransactionalProducer.open(connection, id);
    await until(
      "the transaction is over",
      async () => (await listOffsets(connection, topic, "stable")).get(0) === 4,
    );
    expect(await allValues(connection, topic)).toEqual([]);
  });
});
