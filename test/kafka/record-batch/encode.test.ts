import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RecordBatchWriter } from "../../../src/kafka/record-batch/encode";
import { HeaderBlock } from "../../../src/kafka/record-batch/header-block";
import { batch, text } from "./arbitrary";
import { encodeByKafkajs } from "./kafkajs";

const PLAIN = { producerId: -1n, producerEpoch: -1, baseSequence: -1, transactional: false };

describe("a batch is, byte for byte, what kafkajs makes of the same records", () => {
  const producer = fc.record({
    producerId: fc.bigInt({ min: -1n, max: 2n ** 63n - 1n }),
    producerEpoch: fc.integer({ min: -1, max: 32_767 }),
    baseSequence: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
    transactional: fc.boolean(),
  });

  test("with its headers as an object", async () => {
    await fc.assert(
      fc.asyncProperty(batch, producer, async (records, options) => {
        const writer = new RecordBatchWriter(0);
        for (const record of records) writer.append(record);
        const size = writer.size;
        const bytes = writer.finish(options);
        expect(bytes.toString("hex")).toBe((await encodeByKafkajs(records, options)).toString("hex"));
        expect([writer.count, size]).toEqual([records.length, bytes.length]);
      }),
      { numRuns: 500 },
    );
  });

  test("with headers encoded once, of which the last one's value varies", async () => {
    const name = text.filter((it) => it !== "__proto__");
    await fc.assert(
      fc.asyncProperty(
        batch,
        name,
        text,
        fc.array(text, { minLength: 8, maxLength: 8 }),
        async (records, ...rest) => {
          const [varying, constant, values] = rest;
          const block = new HeaderBlock([["constant", constant]], `0${varying}`);
          const writer = new RecordBatchWriter(0);
          const expected = records.map((record, i) => {
            const value = values[i] ?? "";
            writer.appendText(record.key, record.value, record.timestamp, block, value);
            return { ...record, headers: { constant, [`0${varying}`]: value } };
          });
          // As JavaScript orders names that are whole numbers before all others.
          fc.pre(Object.keys(expected[0]?.headers ?? {})[0] === "constant");
          expect(writer.finish(PLAIN).toString("hex")).toBe(
            (await encodeByKafkajs(expected)).toString("hex"),
          );
        },
      ),
    );
  });

  test("with values that lie in other bytes", async () => {
    await fc.assert(
      fc.asyncProperty(batch, fc.nat({ max: 5 }), async (records, before) => {
        const writer = new RecordBatchWriter(0);
        const expected = records.map(({ key, value, timestamp }) => {
          const bytes = Buffer.from(value ?? "");
          const source = Buffer.concat([Buffer.alloc(before, 1), bytes, Buffer.alloc(3, 2)]);
          writer.appendSlice(key, source, before, before + bytes.length, timestamp);
          return { key, value: bytes, timestamp, headers: {} };
        });
        expect(writer.finish(PLAIN).toString("hex")).toBe((await encodeByKafkajs(expected)).toString("hex"));
      }),
    );
  });

  test.each([
    ["a record of a megabyte", 1, "ä".repeat(500_000)],
    ["more offsets than two bytes of varint hold", 10_000, "v"],
    ["values whose length takes another byte than their letters do", 3, "€".repeat(4000)],
  ])("%s", async (_, count, value) => {
    const records = Array.from({ length: count }, (_, i) => ({
      key: String(i),
      value,
      timestamp: 1_700_000_000_000 + i,
      headers: {},
    }));
    const writer = new RecordBatchWriter();
    for (const record of records) writer.append(record);
    expect(writer.finish(PLAIN).equals(await encodeByKafkajs(records))).toBe(true);
  });
});

test("a batch counts its timestamps from its first record's and knows its latest, in whatever order they come", () => {
  const writer = new RecordBatchWriter();
  for (const timestamp of [500, 900, 100]) writer.append({ key: null, value: null, timestamp });
  const bytes = writer.finish(PLAIN);
  expect([bytes.readBigInt64BE(27), bytes.readBigInt64BE(35)]).toEqual([500n, 900n]);
});

test("a writer that was cleared begins anew; finishing again only renews the header", () => {
  const writer = new RecordBatchWriter();
  writer.append({ key: "first", value: "x".repeat(1000), timestamp: 9 });
  writer.clear();
  expect([writer.count, writer.size]).toEqual([0, 61]);
  const fresh = new RecordBatchWriter();
  for (const one of [writer, fresh]) one.append({ key: "second", value: "y", timestamp: 5 });
  writer.finish({ producerId: 1n, producerEpoch: 1, baseSequence: 1, transactional: true });
  expect(writer.finish(PLAIN)).toEqual(fresh.finish(PLAIN));
});
