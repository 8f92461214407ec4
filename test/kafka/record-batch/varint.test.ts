import fc from "fast-check";
import { expect, test } from "vitest";
import { sizeOfVarint, VarintReader, writeVarint } from "../../../src/kafka/record-batch/varint";

const whole = fc.oneof(
  fc.maxSafeInteger(),
  fc.integer(),
  fc.integer({ min: -200, max: 200 }),
  // Around the places at which a varint grows.
  fc
    .tuple(fc.integer({ min: 0, max: 53 }), fc.integer({ min: -2, max: 2 }), fc.constantFrom(1, -1))
    .map(
      ([exponent, beside, sign]) => sign * (2 ** exponent + (exponent === 53 ? -Math.abs(beside) : beside)),
    ),
);

/** By the book: zigzag in 64 bits, then seven bits at a time. */
function reference(value: number): number[] {
  let zigzag = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  const bytes: number[] = [];
  for (; zigzag >= 0x80n; zigzag >>= 7n) bytes.push(Number(zigzag & 0x7fn) | 0x80);
  return [...bytes, Number(zigzag)];
}

test("are written as Protocol Buffers write them, up to 2^53, and read back", () => {
  fc.assert(
    fc.property(whole, (value) => {
      const bytes = Buffer.alloc(16);
      const end = writeVarint(bytes, 3, value);
      expect([...bytes.subarray(3, end)]).toEqual(reference(value));
      expect(sizeOfVarint(value)).toBe(end - 3);
      const reader = new VarintReader(bytes, 3, end);
      expect(reader.read() + 0).toBe(value + 0);
      expect(reader.position).toBe(end);
    }),
    { numRuns: 2000 },
  );
});

test("64 bits are read as near as a number can be", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
      let zigzag = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
      const bytes: number[] = [];
      for (; zigzag >= 0x80n; zigzag >>= 7n) bytes.push(Number(zigzag & 0x7fn) | 0x80);
      const read = new VarintReader(Buffer.from([...bytes, Number(zigzag)]), 0, bytes.length + 1).read();
      expect(Math.abs(read - Number(value))).toBeLessThanOrEqual(Math.abs(Number(value)) * 2 ** -51);
    }),
  );
});

test.each([
  ["nothing", []],
  ["its first byte alone", [0x80]],
  ["two bytes", [0xff, 0x80]],
  ["more than 64 bits", [...Array<number>(10).fill(0x80), 0]],
])("a number that does not end is an error: %s", (_, bytes) => {
  expect(() => new VarintReader(Buffer.from(bytes), 0, bytes.length).read()).toThrow(RangeError);
});

test("nothing behind the end is read", () => {
  for (const [bytes, end] of [
    [[2], 0],
    [[0x80, 1], 1],
    [[0x80, 0x80, 1], 2],
  ] as const) {
    expect(() => new VarintReader(Buffer.from(bytes), 0, end).read()).toThrow(RangeError);
  }
});
