import { describe, expect, test } from "vitest";
import { ensureBroker } from "../../src/broker/embedded";
import { openAppender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import { readLog, type LogBatch, type LogRange } from "../../src/kafka/log";
import { listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import type { OutgoingRecord } from "../../src/kafka/record-batches";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { alterTopic, deleteRecords, deleteTopic } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { plainRecord } from "../fixtures/log-record";
import { ownHomes } from "../fixtures/own-broker";
import { testPlace } from "../fixtures/place";
import { allRecords, allValues, numbered } from "../fixtures/records";
import { until } from "../fixtures/until";

const place = testPlace();
const homes = ownHomes();

async function newTopic(connection: Connection, compacted = false): Promise<string> {
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 1, compacted });
  return topic;
}

async function append(connection: Connection, topic: string, records: OutgoingRecord[]): Promise<void> {
  const appender = await openAppender(connection);
  await appender.append(topic, records);
}

/** Reads a range to its end: the values, and where the reader then stands. */
async function read(
  connection: Connection,
  range: LogRange,
): Promise<{ values: string[]; position: number }> {
  const values: string[] = [];
  let position = range.from;
  for await (const batch of readLog(connection, range)) {
    values.push(...batch.records.map(({ value }) => String(value)));
    position = batch.nextOffset;
  }
  return { values, position };
}

const texts = (from: number, until: number): string[] =>
  numbered(from, until).map(({ value }) => String(value));

describe("a range of the log", () => {
  test("every record with its key, value, time and headers", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const headers = { unit: "km", empty: "", ü: "ö" };
    await append(connection, topic, [
      { key: "a", value: "one", timestamp: 1_410_593_040_000, headers },
      { key: null, value: null, timestamp: 0 },
      { key: Buffer.from([0, 255]), value: Buffer.from([1, 128]), timestamp: 5 },
    ]);
    expect((await allRecords(connection, topic)).map(plainRecord)).toEqual([
      { topic, partition: 0, offset: 0, timestamp: 1_410_593_040_000, key: Buffer.from("a"), value: Buffer.from("one"), headers },
      { topic, partition: 0, offset: 1, timestamp: 0, key: null, value: null, headers: {} },
      { topic, partition: 0, offset: 2, timestamp: 5, key: Buffer.from([0, 255]), value: Buffer.from([1, 128]), headers: {} },
    ]); // prettier-ignore
  });

  test("begins and ends anywhere, also in the middle of a batch", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    await append(connection, topic, numbered(0, 100));
    await append(connection, topic, numbered(100, 110));
    for (const [from, end] of [
      [0, 110],
      [0, 1],
      [37, 52],
      [99, 101],
      [109, 110],
    ] as const)
      // prettier-ignore
      expect(await read(connection, { topic, partition: 0, from, until: end })).toEqual({
        values: texts(from, end),
        position: end,
      });
    expect(await read(connection, { topic, partition: 0, from: 5, until: 5 })).toEqual({
      values: [],
      position: 5,
    });
  });

  test("larger than one fetch, in order", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const filler = "x".repeat(2000);
    const records = numbered(0, 3000).map((record) => ({ ...record, headers: { filler } }));
    await append(connection, topic, records);
    let batches = 0;
    const values: string[] = [];
    for await (const batch of readLog(connection, { topic, partition: 0, from: 0, until: 3000 })) {
      batches++;
      values.push(...batch.records.map(({ value }) => String(value)));
    }
    expect(values).toEqual(texts(0, 3000));
    expect(batches).toBeGreaterThan(3);
  });

  test("a single record larger than one fetch", async () => {
    const connection = await place.connection();
    const topic = place.unique("topic");
    await ensureTopic(connection, { topic, partitions: 1, settings: { "max.message.bytes": "4000000" } });
    const value = "y".repeat(3_000_000);
    await append(connection, topic, [{ key: "k", value, timestamp: 1 }, ...numbered(0, 1)]);
    expect(await allValues(connection, topic)).toEqual([value, "0"]);
  });

  test("records with event times of 1970 and 2100 stay in the log", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const times = [0, 1, Date.UTC(2014, 8, 13), Date.UTC(2100, 0, 1)];
    await append(
      connection,
      topic,
      times.map((timestamp) => ({ key: "k", value: "v", timestamp })),
    );
    expect((await allRecords(connection, topic)).map(({ timestamp }) => timestamp)).toEqual(times);
  });
});

describe("transactions", () => {
  test("aborted records are not seen; markers are no records, but the position moves past them", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const producer = await TransactionalProducer.open(connection, place.unique("id"));
    const run = (from: number, end: number, fail = false) =>
      producer.run(async (transaction) => {
        await transaction.send({ topic, records: numbered(from, end) });
        if (fail) throw new Error("on purpose");
      });
    await run(0, 5);
    await expect(run(1000, 1005, true)).rejects.toThrow();
    await run(5, 8);
    // 13 records and 3 markers.
    const end = async () => (await listOffsets(connection, topic, "stable")).get(0);
    await until("the last marker is written", async () => (await end()) === 16);
    expect(await read(connection, { topic, partition: 0, from: 0, until: 16 })).toEqual({
      values: texts(0, 8),
      position: 16,
    });
    expect(
      await read(connection, { topic, partition: 0, from: 7, until: 12 }),
      "nothing but aborted",
    ).toEqual({
      values: [],
      position: 12,
    });
  });

  test("an open transaction is waited for, then seen as a whole", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    await append(connection, topic, numbered(0, 2));
    const producer = await TransactionalProducer.open(connection, place.unique("id"));
    const stop = new AbortController();
    const batches: LogBatch[] = [];
    const reading = (async () => {
      const range = { topic, partition: 0, from: 0, signal: stop.signal };
      for await (const batch of readLog(connection, range)) batches.push(batch);
    })();
    const values = () => batches.flatMap(({ records }) => records.map(({ value }) => String(value)));
    await producer.run(async (transaction) => {
      await transaction.send({ topic, records: numbered(2, 4) });
      const seen = batches.length;
      await until("the reader has looked again", () => batches.length > seen + 3);
      expect(values()).toEqual(texts(0, 2));
      await transaction.send({ topic, records: numbered(4, 6) });
    });
    await until("the transaction is seen", () => values().length > 2);
    expect(values()).toEqual(texts(0, 6));
    stop.abort();
    await reading;
  });
});

describe("following", () => {
  test("yields what arrives, and empty batches in between, until the signal", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    const stop = new AbortController();
    const values: string[] = [];
    let empty = 0;
    const reading = (async () => {
      for await (const { records } of readLog(connection, {
        topic,
        partition: 0,
        from: 0,
        signal: stop.signal,
      })) {
        values.push(...records.map(({ value }) => String(value)));
        if (records.length === 0) empty++;
      }
    })();
    for (let i = 0; i < 5; i++) {
      await append(connection, topic, numbered(i * 3, i * 3 + 3));
      await until("they have arrived", () => values.length === i * 3 + 3);
    }
    await until("the reader has looked in vain", () => empty > 2);
    stop.abort();
    await reading;
    expect(values).toEqual(texts(0, 15));
  });

  test("a signal that was given before: nothing is read", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    await append(connection, topic, numbered(0, 3));
    const range = { topic, partition: 0, from: 0, signal: AbortSignal.abort() };
    expect(await read(connection, range)).toEqual({ values: [], position: 0 });
  });

  test("goes on where it was when the broker is killed and comes back", async () => {
    const home = await homes.make();
    const { address, pid } = await ensureBroker(home);
    const connection = homes.connect(address);
    const topic = await newTopic(connection);
    await append(connection, topic, numbered(0, 10));
    const stop = new AbortController();
    const values: string[] = [];
    const reading = (async () => {
      for await (const { records } of readLog(connection, {
        topic,
        partition: 0,
        from: 0,
        signal: stop.signal,
      }))
        values.push(...records.map(({ value }) => String(value)));
    })();
    await until("the first have arrived", () => values.length === 10);
    process.kill(pid, "SIGKILL");
    const { address: recovered } = await ensureBroker(home);
    expect(recovered).toBe(address);
    await append(homes.connect(address), topic, numbered(10, 20));
    await until("the others have arrived", () => values.length === 20);
    stop.abort();
    await reading;
    expect(values).toEqual(texts(0, 20));
    expect([...(await listOffsets(connection, topic, "latest"))], "the connection works again").toEqual([
      [0, 20],
    ]);
  });

  test("gives up, in words, when the broker stays away", async () => {
    const home = await homes.make();
    const { address, pid } = await ensureBroker(home);
    const connection = homes.connect(address);
    const topic = await newTopic(connection);
    const reading = errorOf(read(connection, { topic, partition: 0, from: 0 }));
    process.kill(pid, "SIGKILL");
    expect(await reading).toMatchObject({ code: "BROKER_UNREACHABLE" });
  });
});

describe("what can't be read", () => {
  test("records that have been deleted: the error says what there still is", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    await append(connection, topic, numbered(0, 20));
    await deleteRecords(connection, topic, 12);
    const error = await errorOf(read(connection, { topic, partition: 0, from: 4, until: 20 }));
    expect(error).toMatchObject({
      code: "LOG_GAP",
      message: expect.stringMatching(/Offset 4 .* holds 12 to 20/) as string,
      remedy: expect.stringContaining("--to-earliest") as string,
    });
    expect(await read(connection, { topic, partition: 0, from: 12, until: 20 })).toEqual({
      values: texts(12, 20),
      position: 20,
    });
  });

  test("an offset beyond the end", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    await append(connection, topic, numbered(0, 2));
    const error = await errorOf(read(connection, { topic, partition: 0, from: 50, until: 60 }));
    expect(error).toMatchObject({ code: "LOG_GAP", message: expect.stringContaining("0 to 2") as string });
  });

  test("a topic or a partition that is not there", async () => {
    const connection = await place.connection();
    const missing = { topic: place.unique("never"), partition: 0, from: 0, until: 1 };
    expect(await errorOf(read(connection, missing))).toMatchObject({ code: "TOPIC_NOT_FOUND" });
    const topic = await newTopic(connection);
    expect(await errorOf(read(connection, { ...missing, topic, partition: 3 }))).toMatchObject({
      code: "PARTITION_NOT_FOUND",
      message: expect.stringContaining("3") as string,
    });
  });

  test("a topic deleted while a batch is being worked on: the reader hears of it when it comes back", async () => {
    const connection = await place.connection();
    const topic = await newTopic(connection);
    await append(connection, topic, numbered(0, 3));
    const unhandled: unknown[] = [];
    const listener = (reason: unknown): unknown => unhandled.push(reason);
    process.on("unhandledRejection", listener);
    try {
      const reader = readLog(connection, { topic, partition: 0, from: 0 });
      const first = await reader.next();
      expect((first.value as LogBatch).records).toHaveLength(3);
      await deleteTopic(connection, topic);
      // The reader has a fetch on its way. Another one, begun later, meets the same end before it.
      const other = readLog(connection, { topic, partition: 0, from: 0 });
      expect(await errorOf(untilItFails(other))).toMatchObject({ code: "TOPIC_NOT_FOUND" });
      expect(await errorOf(untilItFails(reader))).toMatchObject({ code: "TOPIC_NOT_FOUND" });
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", listener);
    }
  });

  async function untilItFails(reader: AsyncGenerator<LogBatch>): Promise<void> {
    while (!(await reader.next()).done);
  }
});

test("a compacted topic: what compaction left is read, gaps are crossed, to the very end", async () => {
  const connection = await place.connection();
  const topic = await newTopic(connection, true);
  await alterTopic(connection, topic, {
    "cleanup.policy": "compact",
    "segment.bytes": "1048576",
    "segment.ms": "100",
    "min.cleanable.dirty.ratio": "0.01",
    "delete.retention.ms": "100",
    "max.compaction.lag.ms": "100",
  });
  const records = (round: number): OutgoingRecord[] =>
    Array.from({ length: 50 }, (_, key) => ({
      key: String(key),
      value: `${round}/${key}`,
      timestamp: Date.now(),
    }));
  for (let round = 0; round < 4; round++) await append(connection, topic, records(round));
  const rest = await (async () => {
    for (;;) {
      // The segment in use is never compacted: another record rolls it.
      await append(connection, topic, [{ key: "roll", value: "roll", timestamp: Date.now() }]);
      const values = (await allValues(connection, topic)).filter((value) => value !== "roll");
      if (values.length === 50) return values;
    }
  })();
  expect(rest).toEqual(records(3).map(({ value }) => value));
  const end = (await listOffsets(connection, topic, "latest")).get(0) ?? 0;
  expect(end).toBeGreaterThan(200);
  expect((await read(connection, { topic, partition: 0, from: 0, until: end })).position).toBe(end);
});
