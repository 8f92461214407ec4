import fc from "fast-check";
import { expect, test } from "vitest";
import { earliest, kafkaOption, toOffset } from "../../src/rewind/targets";

test("a target says itself in the options of Kafka's own tool", () => {
  expect(kafkaOption(earliest())).toBe("--to-earliest");
  fc.assert(
    fc.property(fc.maxSafeNat(), (offset) => {
      expect(kafkaOption(toOffset(offset))).toBe(`--to-offset ${offset}`);
    }),
  );
});

test.each([-1, 1.5, NaN, Infinity, 2 ** 53])("%d is no offset", (offset) => {
  expect(() => toOffset(offset)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});
