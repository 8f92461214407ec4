import { expect, test } from "vitest";
import { CommittedReader, readLog } from "../../src/kafka/log";
import type { DecodedBatch } from "../../src/kafka/record-batch/decode";
import { ensureTopic } from "../../src/kafka/topics";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { CommittedRecords, withoutAborted } from "../../src/kafka/transaction-markers";
import { logRecord } from "../fixtures/log-record";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";

const place = testPlace();

interface Kind {
  control?: boolean;
  commit?: boolean;
}

/** A batch of one record whose key says what becomes of it; producer -1 writes outside of transactions. */
function batch(
  offset: number,
  producer: number,
  key: string,
  { control = false, commit }: Kind = {},
): DecodedBatch {
  return {
    firstOffset: offset,
    lastOffset: offset,
    producerId: BigInt(producer),
    producerEpoch: 0,
    transactional: producer !== -1,
    control,
    ...(commit === undefined ? {} : { commit }),
    records: [logRecord({ offset, key })],
  };
}

const ABORT = { control: true, commit: false };
const COMMIT = { control: true, commit: true };

const keys = (batches: DecodedBatch[]): (string | null)[] =>
  batches.flatMap(({ records }) => records.map(({ keyText }) => keyText));

test("a committed reader drops aborted records, also of two transactions that began before its first record", () => {
  const batches = [
    batch(10, 1, "aborted by 1"),
    batch(11, 2, "aborted by 2"),
    batch(12, 3, "committed by 3"),
    batch(13, 1, "", ABORT),
    batch(14, 2, "aborted by 2 as well"),
    batch(15, 2, "", ABORT),
    batch(16, 1, "committed by 1"),
    batch(17, 1, "", COMMIT),
    batch(18, 3, "", COMMIT),
    batch(19, -1, "outside of transactions"),
  ];
  const aborted = [
    { producerId: 2n, firstOffset: 4 },
    { producerId: 1n, firstOffset: 2 },
  ];
  expect(keys(withoutAborted(batches, aborted))).toEqual([
    "committed by 3",
    "committed by 1",
    "outside of transactions",
  ]);
});

test("a transaction that is aborted begins with its first record, not before", () => {
  const batches = [
    batch(1, 1, "before"),
    batch(2, 1, "", COMMIT),
    batch(3, 1, "aborted"),
    batch(4, 1, "", ABORT),
  ];
  expect(keys(withoutAborted(batches, [{ producerId: 1n, firstOffset: 3 }]))).toEqual(["before"]);
});

test("records count once their transaction has committed, each once, in the order of the log", () => {
  const records = new CommittedRecords();
  const taken = (): (string | null)[] => records.take().map(({ keyText }) => keyText);
  records.add(batch(0, 1, "left open"));
  records.add(batch(1, 2, "committed late"));
  records.add(batch(2, 3, "committed early"));
  records.add(batch(3, 3, "", COMMIT));
  expect(taken()).toEqual(["committed early"]);
  records.add(batch(4, 4, "aborted"));
  records.add(batch(5, 4, "", ABORT));
  records.add(batch(6, -1, "outside of transactions"));
  records.add(batch(7, 2, "", COMMIT));
  expect(taken()).toEqual(["committed late", "outside of transactions"]);
  expect(taken()).toEqual([]);
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
