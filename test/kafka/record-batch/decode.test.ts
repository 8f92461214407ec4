import fc from "fast-check";
import { compressFrame } from "lz4-napi";
import { compressSync } from "snappy";
import { describe, expect, test } from "vitest";
import { PlayheadError } from "../../../src/errors";
import { crc32c } from "../../../src/kafka/record-batch/crc32c";
import { decodeRecordSet, type DecodedBatch } from "../../../src/kafka/record-batch/decode";
import { RecordBatchWriter } from "../../../src/kafka/record-batch/encode";
import { HeaderBlock } from "../../../src/kafka/record-batch/header-block";
import { BATCH } from "../../../src/kafka/record-batch/layout";
import type { FetchedRecord } from "../../../src/kafka/record-batch/log-record";
import { errorOf } from "../../fixtures/errors";
import { batch, bytes as anyBytes, type Parts } from "./arbitrary";
import { decodeByKafkajs, encodeByKafkajs, type BatchOptions } from "./kafkajs";

const PLACE = { topic: "t", partition: 3 };
const PLAIN = { producerId: -1n, producerEpoch: -1, baseSequence: -1, transactional: false };

/** All that a record gives. */
function contents(record: FetchedRecord): Record<string, unknown> {
  const { topic, partition, offset, timestamp, key, value, keyText, valueText, headers } = record;
  return { topic, partition, offset, timestamp, key, value, keyText, valueText, headers };
}

/** What is to come back of records that were written. */
function written(records: readonly Parts[], firstOffset = 0): Record<string, unknown>[] {
  return records.map(({ key, value, timestamp, headers }, i) => ({
    ...PLACE,
    offset: firstOffset + i,
    timestamp,
    key: key === null ? null : Buffer.from(key),
    value: value === null ? null : Buffer.from(value),
    keyText: key === null ? null : Buffer.from(key).toString(),
    valueText: value === null ? null : Buffer.from(value).toString(),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, header]) => [asUtf8(name), asUtf8(header)] as const),
    ),
  }));
}

/** UTF-8 has no halves of surrogate pairs. */
function asUtf8(text: string): string {
  return Buffer.from(text).toString();
}

function decodeAtOnce(bytes: Buffer): DecodedBatch[] {
  const batches = decodeRecordSet(PLACE, bytes);
  if (batches instanceof Promise) throw new Error("nothing is compressed here");
  return batches;
}

function recordsOf(bytes: Buffer): FetchedRecord[] {
  return decodeAtOnce(bytes).flatMap(({ records }) => records);
}

/** Puts the right checksum on a batch that a test has changed. */
function sealed(bytes: Buffer): Buffer {
  bytes.writeUInt32BE(crc32c(bytes.subarray(BATCH.attributes)), BATCH.crc);
  return bytes;
}

function simple(values: readonly (string | null)[]): Buffer {
  const writer = new RecordBatchWriter();
  values.forEach((value, i) => writer.append({ key: "k", value, timestamp: 1000 + i }));
  return writer.finish(PLAIN);
}

describe("what kafkajs has encoded", () => {
  test("is decoded to what was written, and to what kafkajs decodes", async () => {
    const producer = fc.record({
      firstOffset: fc.maxSafeInteger().map(Math.abs),
      producerId: fc.bigInt({ min: -1n, max: 2n ** 63n - 1n }),
      producerEpoch: fc.integer({ min: -1, max: 32_767 }),
      transactional: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(batch, producer, async (records, { firstOffset, ...options }) => {
        fc.pre(Number.isSafeInteger(firstOffset + records.length));
        const bytes = await encodeByKafkajs(records, { firstOffset, ...options });
        const decoded = decodeAtOnce(bytes);
        const { producerId, producerEpoch, transactional } = options;
        expect(decoded).toMatchObject([
          {
            firstOffset,
            lastOffset: firstOffset + records.length - 1,
            producerId,
            producerEpoch,
            transactional,
            control: false,
          },
        ]);
        const read = decoded.flatMap(({ records }) => records.map(contents));
        expect(read).toEqual(written(records, firstOffset));
        expect(read).toMatchObject(await decodeByKafkajs(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test("in several batches, cut off at every byte: what is whole is decoded, of the first there is no part", async () => {
    const sets = fc.array(batch, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(sets, async (set) => {
        const encoded = await Promise.all(
          set.map((records, i) => encodeByKafkajs(records, { firstOffset: i * 100 })),
        );
        const bytes = Buffer.concat(encoded);
        const expected = set.map((records, i) => written(records, i * 100));
        const ends = encoded.map((_, i) => Buffer.concat(encoded.slice(0, i + 1)).length);
        const first = ends[0] ?? 0;
        for (let cut = first; cut <= bytes.length; cut++) {
          const whole = ends.filter((end) => end <= cut).length;
          const decoded = decodeAtOnce(bytes.subarray(0, cut));
          expect(decoded).toHaveLength(whole);
          if (ends.includes(cut)) {
            expect(decoded.map(({ records }) => records.map(contents))).toEqual(expected.slice(0, whole));
          }
        }
        for (let cut = 1; cut < first; cut++) {
          expect(() => decodeAtOnce(bytes.subarray(0, cut))).toThrow(/cut off/);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("gzip", async () => {
    await fc.assert(
      fc.asyncProperty(batch, batch, async (first, second) => {
        const bytes = Buffer.concat([
          await encodeByKafkajs(first, { compression: 1 }),
          await encodeByKafkajs(second, { firstOffset: 50 }),
        ]);
        const decoded = await decodeRecordSet(PLACE, bytes);
        expect(decoded.map(({ records }) => records.map(contents))).toEqual([
          written(first),
          written(second, 50),
        ]);
      }),
    );
  });
});

test("no bytes are no batches", () => {
  expect(decodeRecordSet(PLACE, Buffer.alloc(0))).toEqual([]);
});

describe("what the broker makes of batches", () => {
  test("where it stamps them as they arrive, its time is that of every record", () => {
    const bytes = simple(["a", "b"]);
    bytes.writeInt16BE(1 << 3, BATCH.attributes);
    bytes.writeBigInt64BE(987_654_321_000n, BATCH.maxTimestamp);
    expect(recordsOf(sealed(bytes)).map(({ timestamp }) => timestamp)).toEqual([
      987_654_321_000, 987_654_321_000,
    ]);
  });

  test("compaction keeps the last offset of a batch whose records it has removed", () => {
    const bytes = simple(["a"]).subarray(0, BATCH.records);
    bytes.writeInt32BE(BATCH.records - 12, BATCH.length);
    bytes.writeInt32BE(0, BATCH.count);
    bytes.writeInt32BE(41, BATCH.lastOffsetDelta);
    bytes.writeBigInt64BE(7n, BATCH.baseOffset);
    // One that was compressed, too.
    for (const attributes of [0, 2]) {
      bytes.writeInt16BE(attributes, BATCH.attributes);
      expect(decodeAtOnce(sealed(bytes))).toMatchObject([{ firstOffset: 7, lastOffset: 48, records: [] }]);
    }
    bytes.writeInt16BE((1 << 5) | (1 << 4), BATCH.attributes);
    const [marker] = decodeAtOnce(sealed(bytes));
    expect(marker).toMatchObject({ control: true, transactional: true, records: [] });
    expect(marker).not.toHaveProperty("commit");
  });

  test.each([
    [true, Buffer.from([0, 0, 0, 1])],
    [false, Buffer.from([0, 0, 0, 0])],
  ])("a marker says whether its transaction was committed: %s", (commit, key) => {
    const writer = new RecordBatchWriter();
    writer.append({ key, value: Buffer.alloc(6), timestamp: 1 });
    const bytes = writer.finish({ producerId: 5n, producerEpoch: 2, baseSequence: -1, transactional: true });
    bytes.writeInt16BE((1 << 5) | (1 << 4), BATCH.attributes);
    expect(decodeAtOnce(sealed(bytes))).toMatchObject([
      { control: true, commit, transactional: true, producerId: 5n, producerEpoch: 2 },
    ]);
  });
});

describe("headers", () => {
  test("of several with one name the last counts; in the raw all are there, in order", () => {
    const writer = new RecordBatchWriter();
    const raw: [string, Buffer | null][] = [
      ["a", Buffer.from("1")],
      ["b", null],
      ["a", Buffer.from([0xff])],
      ["__proto__", Buffer.from("x")],
      ["", Buffer.alloc(0)],
      ["a", Buffer.from("2")],
    ];
    writer.append({ key: null, value: null, timestamp: 0, headers: new HeaderBlock(raw) });
    const [record] = recordsOf(writer.finish(PLAIN));
    expect(record?.rawHeaders()).toEqual(raw);
    expect(Object.entries(record?.headers ?? {})).toEqual([
      ["a", "2"],
      ["__proto__", "x"],
      ["", ""],
    ]);
    const texts = ["a", "b", "", "c", "__proto__"].map((name) => record?.headerText(Buffer.from(name)));
    expect(texts).toEqual(["2", undefined, "", undefined, "x"]);
  });

  test.each([
    ["a name longer than the record", [2, 40]],
    ["a value longer than the record", [2, 2, 97, 4, 98]],
    ["more headers than there are", [4, 2, 97, 2, 98]],
    ["fewer headers than none", [1]],
    ["a header without a name", [2, 1, 1]],
    ["a number that does not end", [0x80]],
  ])("that can't be read are a bad batch: %s", (_, headers) => {
    // A record of nulls: attributes, time and offset of 0, null, null.
    const record = Buffer.from([0, 0, 0, 1, 1, ...headers]);
    const bytes = Buffer.concat([simple([]), Buffer.from([record.length * 2]), record]);
    bytes.writeInt32BE(bytes.length - 12, BATCH.length);
    bytes.writeInt32BE(1, BATCH.count);
    const [decoded] = recordsOf(sealed(bytes));
    expect(decoded?.value).toBeNull();
    const badBatch = expect.objectContaining({ code: "BAD_BATCH" }) as Error;
    expect(() => decoded?.headers).toThrow(badBatch);
    expect(() => decoded?.headerText(Buffer.from("a"))).toThrow(badBatch);
  });
});

describe("compressed by others", () => {
  const records: Parts[] = Array.from({ length: 300 }, (_, i) => ({
    key: `key ${i % 7}`,
    value: `value ${i} `.repeat(1 + (i % 40)),
    timestamp: 1_700_000_000_000 + i,
    headers: { run: "r" },
  }));

  async function compressed(
    codec: number,
    compress: (bytes: Buffer) => Buffer | Promise<Buffer>,
  ): Promise<Buffer> {
    const plain = await encodeByKafkajs(records);
    const bytes = Buffer.concat([
      plain.subarray(0, BATCH.records),
      await compress(plain.subarray(BATCH.records)),
    ]);
    bytes.writeInt32BE(bytes.length - 12, BATCH.length);
    bytes.writeInt16BE(codec, BATCH.attributes);
    return sealed(bytes);
  }

  /** As snappy-java frames it. */
  function xerial(bytes: Buffer): Buffer {
    const header = Buffer.from("\x82SNAPPY\0\0\0\0\x01\0\0\0\x01", "latin1");
    const blocks: Buffer[] = [];
    for (let start = 0; start < bytes.length; start += 32_768) {
      const block = compressSync(bytes.subarray(start, start + 32_768));
      const length = Buffer.alloc(4);
      length.writeUInt32BE(block.length);
      blocks.push(length, block);
    }
    return Buffer.concat([header, ...blocks]);
  }

  test.each<[string, number, (bytes: Buffer) => Buffer | Promise<Buffer>]>([
    ["snappy, as it is", 2, (bytes) => compressSync(bytes)],
    ["snappy in snappy-java's frame", 2, xerial],
    ["lz4", 3, (bytes) => compressFrame(bytes)],
  ])("%s", async (_, codec, compress) => {
    const bytes = await compressed(codec, compress);
    const [decoded] = await decodeRecordSet(PLACE, bytes);
    expect(decoded?.records.map(contents)).toEqual(written(records));
  });

  test.each([1, 2, 3, 4, 5, 6, 7])("nonsense in place of codec %i's bytes is a bad batch", async (codec) => {
    await fc.assert(
      fc.asyncProperty(anyBytes, async (nonsense) => {
        const error = await errorOf(
          Promise.resolve(decodeRecordSet(PLACE, await compressed(codec, () => nonsense))),
        );
        expect(error.code).toBe("BAD_BATCH");
      }),
      { numRuns: 30 },
    );
  });

  test.each<[string, number, (bytes: Buffer) => Buffer | Promise<Buffer>]>([
    ["gzip", 1, (bytes) => bytes],
    ["snappy", 2, (bytes) => compressSync(bytes)],
    ["snappy in a frame", 2, xerial],
    ["lz4", 3, (bytes) => compressFrame(bytes)],
  ])(
    "%s, changed somewhere, is a bad batch or other records, never another error",
    async (_, codec, compress) => {
      const bytes = await compressed(codec, compress);
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: BATCH.records, max: bytes.length - 1 }),
          fc.nat({ max: 255 }),
          async (at, byte) => {
            const changed = Buffer.from(bytes);
            changed[at] = byte;
            await decodesOrIsBad(() => decodeRecordSet(PLACE, sealed(changed)));
          },
        ),
      );
    },
  );

  test("bytes that would unpack to more than a batch can be are refused before they are", async () => {
    // A block of snappy that claims two gigabytes.
    const bomb = Buffer.from([0xff, 0xff, 0xff, 0xff, 0x07, 0]);
    const error = await errorOf(Promise.resolve(decodeRecordSet(PLACE, await compressed(2, () => bomb))));
    expect(error.code).toBe("BAD_BATCH");
    expect(String(error.cause)).toContain("more than 268435456 bytes");
  });
});

/** Runs `decode` and reads all there is; other errors than BAD_BATCH fail the test. */
async function decodesOrIsBad(decode: () => DecodedBatch[] | Promise<DecodedBatch[]>): Promise<unknown> {
  try {
    return (await decode()).map(({ records }) => records.map(contents));
  } catch (error) {
    if (error instanceof PlayheadError && error.code === "BAD_BATCH") return "bad";
    throw error;
  }
}

describe("damage", () => {
  const options: BatchOptions = { firstOffset: 100 };

  test("a byte changed anywhere behind the checksum is seen", async () => {
    await fc.assert(
      fc.asyncProperty(batch, fc.nat(), fc.integer({ min: 1, max: 255 }), async (records, at, change) => {
        const bytes = await encodeByKafkajs(records, options);
        const position = BATCH.crc + (at % (bytes.length - BATCH.crc));
        bytes[position] = (bytes[position] ?? 0) ^ change;
        const error = await errorOf((async () => decodeRecordSet(PLACE, bytes))());
        expect(error.message).toBe(
          "The records at offset 100 of t partition 3 can't be read: their checksum is not that of what was written",
        );
      }),
      { numRuns: 500 },
    );
  });

  test("before it, where no checksum guards, nothing but the offset can change", async () => {
    const set = fc.tuple(batch, batch);
    await fc.assert(
      fc.asyncProperty(
        set,
        fc.nat({ max: BATCH.crc - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (...given) => {
          const [[first, second], at, change, inSecond] = given;
          const parts = [
            await encodeByKafkajs(first, options),
            await encodeByKafkajs(second, { firstOffset: 200 }),
          ];
          const target = parts[inSecond ? 1 : 0] ?? Buffer.alloc(0);
          target[at] = (target[at] ?? 0) ^ change;
          const outcome = await decodesOrIsBad(() => decodeRecordSet(PLACE, Buffer.concat(parts)));
          if (outcome === "bad") return;
          const offsetless = (all: unknown) =>
            (all as Record<string, unknown>[][]).map((records) =>
              records.map((record) => ({ ...record, offset: 0 })),
            );
          // A last batch that claims to be longer than it is counts as cut off.
          const whole = [written(first), written(second)].slice(0, (outcome as unknown[]).length);
          expect(offsetless(outcome)).toEqual(offsetless(whole));
          expect(whole.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("nonsense under a right checksum is a bad batch or records, never another error", async () => {
    await fc.assert(
      fc.asyncProperty(
        batch,
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1 }),
        async (records, changes) => {
          const bytes = await encodeByKafkajs(records, options);
          for (const [at, byte] of changes) {
            const start = at % 5 === 0 ? BATCH.attributes : BATCH.count;
            bytes[start + (at % (bytes.length - start))] = byte;
          }
          await decodesOrIsBad(() => decodeRecordSet(PLACE, sealed(bytes)));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test.each<[string, (bytes: Buffer) => void]>([
    ["a negative count", (bytes) => bytes.writeInt32BE(-1, BATCH.count)],
    ["a count that no memory holds", (bytes) => bytes.writeInt32BE(0x7fff_ffff, BATCH.count)],
    ["fewer records than there are", (bytes) => bytes.writeInt32BE(1, BATCH.count)],
    ["more records than there are", (bytes) => bytes.writeInt32BE(3, BATCH.count)],
    ["a record of no length", (bytes) => bytes.writeInt8(0, BATCH.records)],
    ["a record of a negative length", (bytes) => bytes.writeInt8(1, BATCH.records)],
    ["a record that ends behind the batch", (bytes) => bytes.writeInt8(126, BATCH.records)],
    ["a key that ends behind its record", (bytes) => bytes.writeInt8(24, BATCH.records + 4)],
  ])("%s", (_, change) => {
    const bytes = simple(["first", "second"]);
    change(bytes);
    expect(() => decodeAtOnce(sealed(bytes))).toThrow(/lengths contradict each other/);
  });

  test.each([
    [0, /format 0 of Kafka before 0.11/],
    [1, /format 1 of Kafka before 0.11/],
    [3, /no format 3/],
  ])("records in format %i are named as such", (magic, message) => {
    const bytes = simple(["a"]);
    bytes.writeInt8(magic, BATCH.magic);
    expect(() => decodeAtOnce(bytes)).toThrow(message);
  });

  test("a batch that is too short for its own header", () => {
    const bytes = simple(["a"]);
    for (const length of [48, 0, -1, -(2 ** 31)]) {
      bytes.writeInt32BE(length, BATCH.length);
      expect(() => decodeAtOnce(bytes)).toThrow(`a batch can't take ${length} bytes`);
    }
  });

  test("of a compressed batch and a damaged one behind it, it is the damage one hears of", async () => {
    const first = await encodeByKafkajs([{ key: "k", value: "v", timestamp: 1, headers: {} }], {
      compression: 1,
    });
    const second = simple(["a"]);
    second[second.length - 1] = 9;
    expect(() => decodeRecordSet(PLACE, Buffer.concat([first, second]))).toThrow(/checksum/);
  });
});
