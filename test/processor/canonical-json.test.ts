import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../src/processor/canonical-json";

test("fields are in the order of their names' code units, at every depth; lists stay as they are", () => {
  expect(canonicalJson({ b: 1, a: [2, { d: 3, c: null }], 10: true, 9: "x" })).toBe(
    '{"10":true,"9":"x","a":[2,{"c":null,"d":3}],"b":1}',
  );
  expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  expect(canonicalJson({ "\u{1F600}": 1, "\uFFFD": 2 })).toBe('{"\u{1F600}":1,"\uFFFD":2}');
  expect(canonicalJson(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}');
});

test("says the same as JSON, in the same text whatever order the fields were made in", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      const text = canonicalJson(plain);
      expect(JSON.parse(text)).toEqual(plain);
      expect(canonicalJson(reversed(plain))).toBe(text);
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, reversed(field)]),
  );
}
