import fc from "fast-check";

/** Any text: ASCII, of every script, and halves of surrogate pairs, which UTF-8 can't hold. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
    .map((units) => String.fromCharCode(...units)),
  // Around the lengths at which a varint grows by a byte.
  fc
    .tuple(fc.constantFrom("a", "ü", "€", "😀"), fc.integer({ min: 0, max: 140 }))
    .map(([c, n]) => c.repeat(n)),
);

export const bytes: fc.Arbitrary<Buffer> = fc
  .uint8Array({ maxLength: 140 })
  .map((array) => Buffer.from(array));

export const content: fc.Arbitrary<string | Buffer | null> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: bytes },
  fc.constant(null),
);

/** Of any size and sign; the difference of two is exact. */
export const timestamp: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: 1_700_000_000_000, max: 1_700_000_100_000 }),
  fc.integer({ min: -(2 ** 52), max: 2 ** 52 }),
  fc.constantFrom(0, -1, 2 ** 52, -(2 ** 52)),
);

export interface Parts {
  key: string | Buffer | null;
  value: string | Buffer | null;
  timestamp: number;
  headers: Record<string, string>;
}

export const parts: fc.Arbitrary<Parts> = fc.record({
  key: content,
  value: content,
  timestamp,
  headers: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
});

export const batch: fc.Arbitrary<Parts[]> = fc.array(parts, { minLength: 1, maxLength: 8 });
