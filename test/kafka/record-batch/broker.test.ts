import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
// eslint-disable-next-line no-restricted-imports -- what it reads by itself is what is compared with
import { Kafka, logLevel, type KafkaMessage } from "kafkajs";
import { describe, expect, test } from "vitest";
import { readInstallation } from "../../../src/broker/installation";
import { PlayheadError } from "../../../src/errors";
import { crc32c } from "../../../src/kafka/record-batch/crc32c";
import { decodeRecordSet } from "../../../src/kafka/record-batch/decode";
import { RecordBatchWriter } from "../../../src/kafka/record-batch/encode";
import { BATCH } from "../../../src/kafka/record-batch/layout";
import { ensureTopic } from "../../../src/kafka/topics";
import { testPlace } from "../../fixtures/place";
import { until } from "../../fixtures/until";
import { fetchBytes, produceBytes } from "./requests";

const place = testPlace();
const PLAIN = { producerId: -1n, producerEpoch: -1, baseSequence: -1, transactional: false };

const RECORDS = [
  { key: "a", value: "one", timestamp: 1_410_593_040_000, headers: { unit: "km", empty: "", ü: "ö" } },
  { key: null, value: null, timestamp: 0, headers: {} },
  { key: "", value: "", timestamp: 1_700_000_000_000, headers: {} },
  { key: "ключ", value: "😀 ".repeat(500), timestamp: 5, headers: { long: "x".repeat(300) } },
  ...Array.from({ length: 2000 }, (_, i) => ({
    key: `key ${i % 7}`,
    value: `{"n":${i},"text":"${"abc".repeat(i % 50)}"}`,
    timestamp: 1_700_000_000_000 + i,
    headers: { n: String(i) },
  })),
];

function batchOf(records: typeof RECORDS): Buffer {
  const writer = new RecordBatchWriter();
  for (const record of records) writer.append(record);
  return writer.finish(PLAIN);
}

async function topicWith(settings: Record<string, string> = {}): Promise<string> {
  const topic = place.unique("topic");
  const connection = await place.connection();
  // From its beginning: changed later, settings take a moment to be heard of.
  await ensureTopic(connection, { topic, partitions: 1, settings });
  return topic;
}

test("the broker takes a batch, and kafkajs's consumer reads from it what was written", async () => {
  const topic = await topicWith();
  expect(await produceBytes(await place.connection(), topic, batchOf(RECORDS))).toBe(0);
  const kafka = new Kafka({ brokers: [await place.broker()], logLevel: logLevel.NOTHING });
  const consumer = kafka.consumer({ groupId: place.unique("group") });
  const messages: KafkaMessage[] = [];
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        messages.push(message);
        return Promise.resolve();
      },
    });
    await until("all are read", () => messages.length >= RECORDS.length);
  } finally {
    await consumer.disconnect();
  }
  const read = messages.map(({ key, value, timestamp, headers = {} }) => ({
    key: key?.toString() ?? null,
    value: value?.toString() ?? null,
    timestamp: Number(timestamp),
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)])),
  }));
  expect(read).toEqual(RECORDS);
});

test("the broker refuses a batch with a bit turned over: its checksum is Kafka's", async () => {
  const topic = await topicWith();
  const bytes = batchOf(RECORDS);
  bytes[200] = (bytes[200] ?? 0) ^ 1;
  const CORRUPT_MESSAGE = 2;
  expect(await produceBytes(await place.connection(), topic, bytes)).toBe(CORRUPT_MESSAGE);
});

describe("what Kafka itself has compressed is read", () => {
  test.each([...["uncompressed", "gzip", "snappy", "lz4", "zstd"].entries()])(
    "%i %s",
    async (codec, compression) => {
      const connection = await place.connection();
      const topic = await topicWith({ "compression.type": compression });
      for (let i = 0; i < 2; i++) expect(await produceBytes(connection, topic, batchOf(RECORDS))).toBe(0);
      const bytes = await fetchBytes(connection, topic);
      expect(bytes.readInt16BE(BATCH.attributes)).toBe(codec);
      const batches = await decodeRecordSet({ topic, partition: 0 }, bytes);
      const read = batches.flatMap(({ records }) => records);
      expect(read.map(({ offset }) => offset)).toEqual([...read.keys()]);
      expect(
        read.map(({ keyText, valueText, timestamp, headers }) => ({
          key: keyText,
          value: valueText,
          timestamp,
          headers,
        })),
      ).toEqual([...RECORDS, ...RECORDS]);

      // Damage under a right checksum: other records or a bad batch, never another error.
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat({ max: 255 }), async (at, byte) => {
          const end = 12 + bytes.readInt32BE(BATCH.length);
          const changed = Buffer.from(bytes.subarray(0, end));
          changed[BATCH.records + (at % (end - BATCH.records))] = byte;
          changed.writeUInt32BE(crc32c(changed.subarray(BATCH.attributes)), BATCH.crc);
          const outcome = await (async () => decodeRecordSet({ topic, partition: 0 }, changed))().catch(
            (error: unknown) => error,
          );
          if (outcome instanceof Error) {
            expect(outcome).toBeInstanceOf(PlayheadError);
            expect(outcome).toMatchObject({ code: "BAD_BATCH" });
          }
        }),
        { numRuns: 50 },
      );
    },
  );

  test("where the broker stamps what it takes, its time is read", async () => {
    const connection = await place.connection();
    const topic = await topicWith({ "message.timestamp.type": "LogAppendTime" });
    const before = Date.now();
    await produceBytes(connection, topic, batchOf(RECORDS));
    const [batch] = await decodeRecordSet({ topic, partition: 0 }, await fetchBytes(connection, topic));
    const times = new Set(batch?.records.map(({ timestamp }) => timestamp));
    expect(times.size).toBe(1);
    const [time = 0] = times;
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now());
  });
});

test("Kafka's own tool finds every record of a segment of our batches, and nothing to complain about", async () => {
  const folder = path.join(await place.home(), "segment");
  await fs.mkdir(folder, { recursive: true });
  const segment = path.join(folder, "00000000000000000000.log");
  const batches = [RECORDS.slice(0, 4), RECORDS.slice(4)].map((records) => Buffer.from(batchOf(records)));
  batches[1]?.writeBigInt64BE(4n); // As the broker does.
  await fs.writeFile(segment, Buffer.concat(batches));
  const { java, classpath } = readInstallation();
  const tool = "org.apache.kafka.tools.DumpLogSegments";
  const { stdout } = await promisify(execFile)(
    java,
    ["-XX:+UseSerialGC", "-cp", classpath, tool, "--deep-iteration", "--print-data-log", "--files", segment],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const lines = stdout.split("\n");
  const records = lines.filter((line) => line.startsWith("| offset: "));
  expect(records).toHaveLength(RECORDS.length);
  expect(records[0]).toContain("CreateTime: 1410593040000");
  expect(records[0]).toMatch(/headerKeys: \[unit,empty,ü\] key: a payload: one$/);
  expect(records.at(-1)).toMatch(/offset: 2003 .* key: key 4 payload: {"n":1999,/);
  const headers = lines.filter((line) => line.startsWith("baseOffset: "));
  expect(headers).toHaveLength(2);
  for (const header of headers) expect(header).toMatch(/magic: 2 .*crc: \d+ isvalid: true/);
  expect(stdout).not.toMatch(/error|corrupt|mismatch|invalid byte/i);
});
