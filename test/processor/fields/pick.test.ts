import { expect, test } from "vitest";
import { makeFieldPicker } from "../../../src/processor/fields/pick";

const pick = makeFieldPicker({ track_id: "string", latitude: "number", moving: "boolean" });

test("the declared fields, in their order, and no others", () => {
  const picked = pick({ more: [], moving: false, latitude: -0, track_id: "ü" });
  expect(picked).toStrictEqual({ track_id: "ü", latitude: -0, moving: false });
  expect(Object.keys(picked)).toEqual(["track_id", "latitude", "moving"]);
});

test.each([
  [null, "the value is not a JSON object but null"],
  [[], "the value is not a JSON object but a list"],
  ["x", "the value is not a JSON object but a string"],
  [{ latitude: 1, moving: true }, 'the field "track_id" must be a string; it is missing'],
  [{ track_id: "1", latitude: "1", moving: true }, 'the field "latitude" must be a number; it is a string'],
  [{ track_id: "1", latitude: null, moving: true }, 'the field "latitude" must be a number; it is null'],
  [{ track_id: "1", latitude: 1, moving: [] }, 'the field "moving" must be a boolean; it is a list'],
  [{ track_id: {}, latitude: 1, moving: true }, 'the field "track_id" must be a string; it is an object'],
])("%j is refused in words", (json, words) => {
  expect(() => pick(json)).toThrow(words);
});

test("a field that may be null is so where it is missing or of another type", () => {
  const optional = makeFieldPicker({ segment: "number?" });
  expect([{ segment: 2 }, { segment: "2" }, { segment: null }, {}].map(optional)).toEqual([
    { segment: 2 },
    ...Array.from({ length: 3 }, () => ({ segment: null })),
  ]);
});

test("what every object inherits is no field", () => {
  const inherited = makeFieldPicker(Object.fromEntries([["toString", "string"]]));
  expect(() => inherited({})).toThrow('the field "toString" must be a string; it is missing');
});
