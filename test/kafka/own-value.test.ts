import { expect, test } from "vitest";
import { ownValue } from "../../src/kafka/own-value";
import { errorOf } from "../fixtures/errors";

const at = { topic: "out", partition: 2, offset: 7 };

test("is the record's JSON", () => {
  expect(ownValue(at, '{"distance":1.5}')).toEqual({ distance: 1.5 });
});

test("another one is somebody else's: it is named with its topic, partition and offset", async () => {
  const error = await errorOf(Promise.resolve("{").then((text) => ownValue(at, text)));
  expect(error.code).toBe("FOREIGN_RECORD");
  expect(error.message).toMatch(
    /^The record at offset 7 of out partition 2 is none of ours, as it is no JSON: /,
  );
});
