import { expect, test } from "vitest";
import { requireField } from "../../../src/processor/library/require-field";

test.each([
  [{}, '"a" must be a number; it is missing'],
  [{ a: "1" }, '"a" must be a number; it is text'],
  [{ a: null }, '"a" must be a number; it is null'],
  [{ a: [] }, '"a" must be a number; it is a list'],
  [{ a: {} }, '"a" must be a number; it is an object'],
  [{ a: false }, '"a" must be a number; it is true or false'],
  [JSON.parse('{"a":1e999}'), '"a" must be a number; it is beyond the numbers that can be stored'],
  [null, "it is not a JSON object but null"],
  [[1], "it is not a JSON object but a list"],
  ["a", "it is not a JSON object but text"],
])("%j is refused, with the reason", (value, reason) => {
  expect(() => requireField(value, "a", "number")).toThrow(
    expect.objectContaining({ code: "BAD_RECORD", message: expect.stringContaining(reason) as string }),
  );
});

test("a field that every object inherits is missing all the same", () => {
  expect(() => requireField({}, "toString", "string")).toThrow("it is missing");
});

test("a field may be of one of several types", () => {
  expect(requireField({ id: 7 }, "id", "string", "number")).toBe(7);
  expect(() => requireField({ id: true }, "id", "string", "number")).toThrow("must be text or a number");
});
