import fc from "fast-check";
import { expect, test } from "vitest";
import { crc32c } from "../../src/kafka/record-batch/crc32c";
import { decodeRecordSet } from "../../src/kafka/record-batch/decode";
import { RecordBatchWriter } from "../../src/kafka/record-batch/encode";
import type { FetchedRecord } from "../../src/kafka/record-batch/log-record";
import { TakenRecords, type TakenInput } from "../../src/processor/input-digest";
import { processUntilCaughtUp } from "../../src/processor/process";
import { commitOffsets } from "../../src/kafka/offsets";
import { readRunInfos } from "../../src/runs/read-run-infos";
import { testPlace } from "../fixtures/place";
import { someInputs, topicWith, totals } from "./helpers";

const place = testPlace();
const NOBODY = { producerId: -1n, producerEpoch: -1, baseSequence: -1, transactional: false };

/** Batches of so many records each, as they stand in a log from offset 0 on. */
function logOf(sizes: readonly number[]): Buffer[] {
  let offset = 0;
  return sizes.map((size) => {
    const writer = new RecordBatchWriter();
    const first = offset;
    for (let i = 0; i < size; i++, offset++)
      writer.append({
        key: `k${offset % 3}`,
        value: `value ${offset}`,
        timestamp: 5000 + ((offset * 7) % 11),
        headers: { n: "1" },
      });
    const bytes = Buffer.from(writer.finish(NOBODY));
    bytes.writeBigInt64BE(BigInt(first));
    return bytes;
  });
}

function fetched(batches: readonly Buffer[]): FetchedRecord[] {
  const decoded = decodeRecordSet({ topic: "in", partition: 0 }, Buffer.concat(batches));
  if (decoded instanceof Promise) throw new Error("nothing is compressed here");
  return decoded.flatMap(({ records }) => records);
}

const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });

test("the digest is that of each batch's offset, timestamp and records, one behind the other", () => {
  const batches = logOf([3, 1, 4]);
  const records = fetched(batches);
  const input = new TakenRecords({}, 0);
  input.take(records, 0, records.length);
  // Offset, timestamp of the first record and the records, where Kafka's documentation says they lie.
  const parts = batches.map((bytes) => [bytes.subarray(0, 8), bytes.subarray(27, 35), bytes.subarray(61)]);
  expect(input.taken).toEqual({
    inputDigest: crc32c(Buffer.concat(parts.flat())),
    firstTime: Math.min(...records.map(({ timestamp }) => timestamp)),
    lastTime: Math.max(...records.map(({ timestamp }) => timestamp)),
  });
});

test("wherever a run begins: the same, however it is fetched, cut into pieces, stopped and gone on with", () => {
  fc.assert(
    fc.property(sizes, fc.nat(), fc.array(fc.nat(), { maxLength: 5 }), (list, start, cuts) => {
      const batches = logOf(list);
      const all = fetched(batches);
      const from = start % all.length;
      const once = new TakenRecords({}, 0);
      once.take(all, from, all.length);
      const ends = [...cuts.map((cut) => from + (cut % (all.length - from + 1))), all.length];
      let taken: TakenInput = {};
      let position = from;
      for (const end of ends.sort((a, b) => a - b)) {
        // Another process, which fetches from the batch on that its offset is in.
        const first = list.findIndex(
          (_, index) => list.slice(0, index + 1).reduce((a, b) => a + b) > position,
        );
        const again = fetched(batches.slice(Math.max(first, 0))).filter(({ offset }) => offset >= position);
        const input = new TakenRecords(taken, position - from);
        input.take(again, 0, end - position);
        taken = input.taken;
        position = end;
      }
      expect(taken).toEqual(once.taken);
    }),
  );
});

test("any other record makes another digest, and so does another beginning", () => {
  const digest = (batches: Buffer[], from = 0): number | undefined => {
    const records = fetched(batches);
    const input = new TakenRecords({}, 0);
    input.take(records, from, records.length);
    return input.taken.inputDigest;
  };
  const digests = [digest(logOf([3, 3])), digest(logOf([3, 2])), digest(logOf([3, 3]), 1), digest([])];
  expect(new Set(digests).size).toBe(4);
});

test("a run of which an earlier version has taken records without a digest has none", () => {
  const records = fetched(logOf([4]));
  const input = new TakenRecords({}, 2);
  input.take(records, 2, 4);
  expect(input.taken).toEqual({ firstTime: records[2]?.timestamp, lastTime: records[3]?.timestamp });
});

test("two runs over the same offsets have read the same: at once, or stopped in the middle and by two members", async () => {
  const assignment = await topicWith(place, someInputs(3000, 20), 2);
  const { connection, names, group, sourceTopic: topic } = assignment;
  await processUntilCaughtUp(assignment, {});
  await commitOffsets(
    connection,
    group,
    topic,
    new Map([
      [0, 0],
      [1, 0],
    ]),
  );
  const other = { ...assignment, processor: totals(2) };
  await processUntilCaughtUp(other, { until: { offset: 701 } });
  await processUntilCaughtUp(other, { until: { offset: 1203 } });
  await Promise.all([processUntilCaughtUp(other, {}), processUntilCaughtUp(other, {})]);
  await processUntilCaughtUp({ ...assignment, group: place.unique("shorter") }, { until: { offset: 900 } });
  const runs = await readRunInfos(connection, names, { topic });
  expect(runs).toHaveLength(3);
  const [shorter, second, first] = runs;
  expect(second).toMatchObject({ id: `${group}:${topic}:2`, recordsIn: 3000 });
  expect(second?.ranges).toEqual(first?.ranges);
  expect(second?.inputDigest).toMatch(/^[0-9a-f]{8}$/);
  expect(second?.inputDigest).toBe(first?.inputDigest);
  expect(shorter?.inputDigest).not.toBe(first?.inputDigest);
  expect(first).toMatchObject({ firstTime: 1_700_000_000_000, lastTime: 1_700_000_000_000 + 2_999_000 });
});
