import fc from "fast-check";
import { expect, test } from "vitest";
import { NumberReader } from "../../../src/processor/fields/number";
import { decimal, double } from "./arbitrary";

const reader = new NumberReader();

/** The number that `text` is as a whole; undefined where it is none. */
function read(text: string): number | undefined {
  const end = reader.read(Buffer.from(`"${text},`), 1);
  return end === text.length + 1 ? reader.value : undefined;
}

test("every number is the one that JSON.parse reads, to the last bit", () => {
  fc.assert(
    fc.property(fc.oneof(decimal, double), (text) => {
      expect(read(text)).toBe(JSON.parse(text)); // Object.is: -0 is not 0.
    }),
    { numRuns: 20_000 },
  );
});

test.each([
  "0", "-0", "-0.0", "0e5", "-0e-5", "0.000", "1e22", "1e23", "123456789012345", "1234567890123456",
  "999999999999999e22", "999999999999999e-22", "0.1e-22", "9007199254740993", "0.30000000000000004",
  "2.2250738585072011e-308", "5e-324", "2e-324", "1.7976931348623157e308", "1e309", "-1e309", "1e99999999999",
  "0.00000000000000000000000000000000000001e38", "100000000000000000000000e-22", "0e999999999999999999999",
])("%s", (text) => {
  expect(read(text)).toBe(JSON.parse(text));
}); // prettier-ignore

test.each(["", "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e5", "1e", "1e+", "1e-", "e5", "0x10", "Infinity", "NaN", "1_0", "1,0", "١"])(
  "%j is no number of JSON", (text) => {
    expect(() => void JSON.parse(text)).toThrow();
    expect(read(text)).toBeUndefined();
  },
); // prettier-ignore

test("letters of numbers in any order: taken and refused as by JSON.parse", () => {
  const letters = fc.string({ unit: fc.constantFrom(..."0019-+.eE"), maxLength: 8 });
  fc.assert(
    fc.property(letters, (text) => {
      let expected: unknown;
      try {
        expected = JSON.parse(text);
      } catch {
        expected = undefined;
      }
      expect(read(text)).toBe(expected);
    }),
    { numRuns: 20_000 },
  );
});
