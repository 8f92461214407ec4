import fc from "fast-check";
import { declared } from "./arbitrary";
import { expect, test } from "vitest";
import { makeFieldWriter } from "../../../src/processor/fields/write";
import type { AnyFields } from "../../../src/processor/processor";

const names = fc.constantFrom("a", "b", "distance", "", "1", "ü", 'q"\n', "\ud800");
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
    .map((units) => String.fromCharCode(...units)),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(
    0,
    -0,
    NaN,
    Infinity,
    -Infinity,
    5e-324,
    1.7976931348623157e308,
    999_999_999,
    1e9,
    -1e9,
    1e21,
    2 ** 53,
  ),
  fc.tuple(fc.integer({ min: 0, max: 22 }), fc.constantFrom(-1, 0, 1)).map(([e, beside]) => 10 ** e + beside),
);
const VALUES = {
  ...{ string: text, number, boolean: fc.boolean() },
  ...{ "string?": fc.option(text), "number?": fc.option(number), "boolean?": fc.option(fc.boolean()) },
};

const output = fc
  .uniqueArray(fc.tuple(names, declared), {
    maxLength: 5,
    selector: ([n]) => n,
  })
  .chain((entries) =>
    fc.record({
      writes: fc.constant<AnyFields>(Object.fromEntries(entries)),
      values: fc.tuple(...entries.map(([name, type]) => fc.tuple(fc.constant(name), VALUES[type]))),
    }),
  );

test("byte for byte what JSON.stringify makes of the declared fields in their order", () => {
  fc.assert(
    fc.property(output, fc.nat({ max: 5 }), ({ writes, values }, start) => {
      const writer = makeFieldWriter(writes);
      const given = Object.fromEntries([["not declared", 1], ...[...values].reverse()]);
      const expected = JSON.stringify(
        Object.fromEntries(Object.keys(writes).map((name) => [name, given[name]])),
      );
      expect(writer.toText(given)).toBe(expected);
      const capacity = writer.capacity(given);
      const bytes = Buffer.alloc(start + capacity + 3, 0xee);
      const end = writer.write(given, bytes, start);
      expect(bytes.toString("utf8", start, end)).toBe(expected);
      expect(end - start).toBe(Buffer.byteLength(expected));
      expect(end - start).toBeLessThanOrEqual(capacity);
      expect(bytes.subarray(0, start).every((byte) => byte === 0xee)).toBe(true);
      expect(bytes.subarray(start + capacity).every((byte) => byte === 0xee)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});

test.each([
  [{ n: 1 }, 'the field "s" must be a string; it is missing'],
  [{ s: "x", n: undefined }, 'the field "n" must be a number; it is missing'],
  [{ s: "x", n: "1" }, 'the field "n" must be a number; it is a string'],
  [{ s: null, n: 1 }, 'the field "s" must be a string; it is null'],
  [{ s: "x", n: 1n }, 'the field "n" must be a number; it is a bigint'],
])("an output that lacks a field, or has another type there, is refused in words: %o", (output, words) => {
  const writer = makeFieldWriter({ s: "string", n: "number" });
  expect(() => writer.toText(output)).toThrow(words);
  expect(() => writer.capacity(output)).toThrow(words);
  expect(() => writer.write(output, Buffer.alloc(100), 0)).toThrow(words);
});
