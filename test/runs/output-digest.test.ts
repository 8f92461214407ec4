import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { OutputDigest, type DigestedOutput } from "../../src/runs/output-digest";

const output: fc.Arbitrary<DigestedOutput> = fc.record({
  key: fc.string({ unit: "binary" }),
  value: fc.json().map((text) => Buffer.from(text)),
  timestamp: fc.nat(),
  source: fc.record({ partition: fc.constant(0), offset: fc.nat(20) }),
  warmUp: fc.boolean(),
});

function digestOf(outputs: readonly DigestedOutput[]): string {
  const digest = new OutputDigest();
  for (const one of outputs) digest.add(one);
  expect(digest.count).toBe(outputs.length);
  return digest.hex();
}

const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

test("is what its definition says, over the outputs in the order of their offsets", () => {
  fc.assert(
    fc.property(fc.array(output, { maxLength: 200 }), (outputs) => {
      const inOrder = [...outputs].sort((a, b) => a.source.offset - b.source.offset);
      const each = inOrder.map(({ source, timestamp, key, warmUp, value }) =>
        sha256(JSON.stringify([source.offset, timestamp, key, warmUp]), "\n", value),
      );
      expect(digestOf(outputs)).toBe(sha256(...each).toString("hex"));
    }),
  );
});

test("does not tell over which partitions the outputs were spread, as long as those of one record are together", () => {
  fc.assert(
    fc.property(fc.array(output, { maxLength: 100 }), fc.nat(), (outputs, split) => {
      const halves = [0, 1].map((half) =>
        outputs.filter(({ source }) => (source.offset * 7 + split) % 2 === half),
      );
      expect(digestOf(halves.flat())).toBe(digestOf(outputs));
    }),
  );
});

test("is another one where any part of an output is, or the order of two of one record", () => {
  const one = { key: "k", value: Buffer.from("{}"), timestamp: 1, source: at(3), warmUp: false };
  const two = { ...one, value: Buffer.from("[]") };
  const others: DigestedOutput[][] = [
    [],
    [one],
    [one, one],
    [one, two],
    [two, one],
    [{ ...one, key: "l" }],
    [{ ...one, timestamp: 2 }],
    [{ ...one, source: at(4) }],
    [{ ...one, warmUp: true }],
    [{ ...one, value: Buffer.from("{ }") }],
    [{ ...one, key: "", value: Buffer.from("k{}") }],
  ];
  expect(new Set(others.map(digestOf)).size).toBe(others.length);
});

function at(offset: number): DigestedOutput["source"] {
  return { partition: 0, offset };
}
