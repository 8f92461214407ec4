import type { FetchedMessage } from "kafkajs/src/cluster/index.js";
import { expect, test } from "vitest";
import { CommittedReader, readLog } from "../../src/kafka/log";
import { ensureTopic } from "../../src/kafka/topics";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { CommittedRecords, withoutAborted } from "../../src/kafka/transaction-markers";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";

const place = testPlace();

const ABORT = Buffer.from([0, 0, 0, 0]);
const COMMIT = Buffer.from([0, 0, 0, 1]);

function message(offset: number, producerId: string, key: Buffer | string, control = false): FetchedMessage {
  return {
    offset: String(offset),
    timestamp: "0",
    key: Buffer.from(key),
    value: Buffer.from(""),
    headers: {},
    isControlRecord: control,
    batchContext: {
      firstOffset: String(offset),
      lastOffsetDelta: 0,
      producerId,
      inTransaction: producerId !== "-1",
    },
  };
}

const keys = (messages: FetchedMessage[]): string[] => messages.map(({ key }) => String(key));

test("a committed reader drops aborted records, also of two transactions that began before its first record", () => {
  const messages = [
    message(10, "1", "aborted by 1"),
    message(11, "2", "aborted by 2"),
    message(12, "3", "committed by 3"),
    message(13, "1", ABORT, true),
    message(14, "2", "aborted by 2 as well"),
    message(15, "2", ABORT, true),
    message(16, "1", "committed by 1"),
    message(17, "1", COMMIT, true),
    message(18, "3", COMMIT, true),
    message(19, "-1", "outside of transactions"),
  ];
  const abortedTransactions = [
    { producerId: "2", firstOffset: "4" },
    { producerId: "1", firstOffset: "2" },
  ];
  expect(keys(withoutAborted({ messages, abortedTransactions }))).toEqual([
    "committed by 3",
    "committed by 1",
    "outside of transactions",
  ]);
});

test("a record's own key is never taken for a marker", () => {
  const messages = [
    message(1, "1", ABORT),
    message(2, "1", "aborted"),
    message(3, "1", ABORT, true),
    message(4, "2", ABORT),
  ];
  const kept = withoutAborted({ messages, abortedTransactions: [{ producerId: "1", firstOffset: "1" }] });
  expect(kept.map(({ offset }) => offset)).toEqual(["4"]);
});

test("records count once their transaction has committed, each once, in the order of the log", () => {
  const records = new CommittedRecords();
  records.add(message(0, "1", "left open"));
  records.add(message(1, "2", "committed late"));
  records.add(message(2, "3", "committed early"));
  records.add(message(3, "3", COMMIT, true));
  expect(keys(records.take())).toEqual(["committed early"]);
  records.add(message(4, "4", "aborted"));
  records.add(message(5, "4", ABORT, true));
  records.add(message(6, "-1", "outside of transactions"));
  records.add(message(7, "2", COMMIT, true));
  expect(keys(records.take())).toEqual(["committed late", "outside of transactions"]);
  expect(keys(records.take())).toEqual([]);
});

test("what is committed behind another producer's open transaction is read, the open one only once it commits", async () => {
  const connection = await place.connection();
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 1 });
  const slow = await TransactionalProducer.open(connection, place.unique("slow"));
  const quick = await TransactionalProducer.open(connection, place.unique("quick"));
  const record = (value: string) => ({ key: null, value, timestamp: 0, partition: 0 });
  const reader = new CommittedReader(connection, { topic, partition: 0 });
  /** Reads until the value has come: a commit is answered before its marker is written. */
  const newsUpTo = async (last: string): Promise<string[]> => {
    const values: string[] = [];
    await until(`${last} has come`, async () => {
      values.push(...(await reader.read()).map(({ value }) => String(value)));
      return values.includes(last);
    });
    return values;
  };

  await slow.run(async (open) => {
    await open.send({ topic, records: [record("slow")] });
    await quick.run((transaction) => transaction.send({ topic, records: [record("quick")] }));
    expect(await newsUpTo("quick")).toEqual(["quick"]);
    expect(await reader.read()).toEqual([]);
  });
  await quick
    .run(async (transaction) => {
      await transaction.send({ topic, records: [record("aborted")] });
      throw new Error("changed my mind");
    })
    .catch(() => undefined);
  await quick.run((transaction) => transaction.send({ topic, records: [record("last")] }));
  expect(await newsUpTo("last")).toEqual(["slow", "last"]);

  const committed: string[] = [];
  for await (const { records } of readLog(connection, { topic, partition: 0, from: 0, until: 8 })) {
    committed.push(...records.map(({ value }) => String(value)));
  }
  expect(committed).toEqual(["slow", "quick", "last"]);
});
