import fc from "fast-check";
import { expect, test } from "vitest";
import { partitionOf } from "../../src/kafka/partitioner";
import { decodeRecordSet } from "../../src/kafka/record-batch/decode";
import type { FetchedRecord } from "../../src/kafka/record-batch/log-record";
import { toBatches, type OutgoingRecord, type RecordBatches } from "../../src/kafka/record-batches";
import { numbered } from "../fixtures/records";

/** Kafka's default limit for a batch, message.max.bytes. */
const KAFKA_TAKES = 1_048_588;
const PRODUCER = { producerId: 1n, producerEpoch: 0, baseSequence: 0, transactional: false };

const record = fc.record(
  {
    key: fc.option(fc.string({ maxLength: 20 })),
    value: fc.option(
      fc.oneof(
        fc.string({ maxLength: 50 }),
        fc.integer({ min: 0, max: 400_000 }).map((n) => "x".repeat(n)),
        fc.integer({ min: 0, max: 200_000 }).map((n) => "家".repeat(n)),
      ),
    ),
    timestamp: fc.nat(),
    headers: fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 20 })),
  },
  { requiredKeys: ["key", "value", "timestamp"] },
) as fc.Arbitrary<OutgoingRecord>;

/** What each batch of a partition holds. */
function decoded(batches: RecordBatches, partition: number): { bytes: number; records: FetchedRecord[] }[] {
  return batches.of(partition).map((writer) => {
    const bytes = writer.finish(PRODUCER);
    const sets = decodeRecordSet({ topic: batches.topic, partition }, bytes);
    if (sets instanceof Promise) throw new Error("nothing is compressed here");
    return { bytes: bytes.length, records: sets.flatMap(({ records }) => records) };
  });
}

test("every record is in its key's partition, in order, and every batch of several is below what Kafka takes", () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 30 }), fc.constantFrom(1, 3), (records, partitions) => {
      const batches = toBatches("t", records, partitions, partitions - 1);
      for (let partition = 0; partition < partitions; partition++) {
        const written = decoded(batches, partition);
        const expected = records.filter(
          ({ key }) => (key === null ? partitions - 1 : partitionOf(key, partitions)) === partition,
        );
        expect(
          written.flatMap(({ records: some }) => some.map(({ keyText, valueText }) => [keyText, valueText])),
        ).toEqual(expected.map(({ key, value }) => [key, value]));
        for (const { bytes, records: some } of written) {
          expect(some.length).toBeGreaterThan(0);
          if (some.length > 1) expect(bytes).toBeLessThan(KAFKA_TAKES);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("a partition that is named is the one", () => {
  const batches = toBatches("t", numbered(0, 3, 4), 5);
  expect(batches.partitions()).toEqual([4]);
  expect(batches.count).toBe(3);
});

test("fills a batch before it begins the next", () => {
  const value = "x".repeat(1000);
  const batches = toBatches("t", numbered(0, 2000).map((each) => ({ ...each, value })), 1); // prettier-ignore
  const [first, second, third] = decoded(batches, 0).map(({ bytes }) => bytes);
  expect(first).toBeGreaterThan(850_000);
  expect(second).toBeGreaterThan(850_000);
  expect(third).toBeLessThan(first ?? 0);
  expect(toBatches("t", [], 1).partitions()).toEqual([]);
});
