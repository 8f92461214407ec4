import { expect, test } from "vitest";
import { storableJson, storableText } from "../../src/sink/storable";

test.each([
  [String.raw`{"a":"x\u0000y"}`, String.raw`{"a":"x\ufffdy"}`],
  [String.raw`"\ud800"`, String.raw`"\ufffd"`],
  [String.raw`"\udc00\ud800"`, String.raw`"\ufffd\ufffd"`],
  [String.raw`"\uD83D\uDE00 \u00e9 \n"`, String.raw`"\uD83D\uDE00 \u00e9 \n"`],
  // A backslash, then letters: no escape of a NUL.
  [String.raw`"\\u0000"`, String.raw`"\\u0000"`],
  [String.raw`"\\\u0000"`, String.raw`"\\\ufffd"`],
  [`{"a":"é😀"}`, `{"a":"é😀"}`],
])("%s is kept as %s", (json, kept) => {
  expect(storableJson(json)).toBe(kept);
  expect(() => JSON.parse(kept) as unknown).not.toThrow();
});

test("a key's NUL is replaced", () => {
  expect(storableText("a\0b\0")).toBe("a\ufffdb\ufffd");
  expect(storableText("a")).toBe("a");
});
