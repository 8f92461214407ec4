import fc from "fast-check";
import type { AnyFields, AnyFieldType } from "../../../src/processor/processor";

/** Names of fields: few, so that they meet; some of them are awkward. */
export const name = fc.constantFrom("a", "b", "ab", "latitude", "", "1", "ü", 'q"', "__proto__", "toString");

/** The types that a field may be declared with. */
export const declared: fc.Arbitrary<AnyFieldType> = fc.constantFrom(
  ...(["string", "number", "boolean", "string?", "number?", "boolean?"] as const),
);

export const fields: fc.Arbitrary<AnyFields> = fc
  .uniqueArray(fc.tuple(name, declared), {
    maxLength: 4,
    selector: ([name]) => name,
  })
  .map((entries) => Object.fromEntries(entries));

const digits = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 1, maxLength });

/** Numbers as JSON may write them: many digits, huge exponents, zeros in front of and behind the fraction. */
export const decimal: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.oneof(
      fc.constant("0"),
      digits(4).map((text) => text.replace(/^0+(?=.)/, "")),
      digits(24).map((text) => text.replace(/^0+(?=.)/, "")),
    ),
    fc.oneof(
      fc.constant(""),
      digits(6).map((text) => `.${text}`),
      digits(24).map((text) => `.000${text}`),
    ),
    fc.oneof(
      fc.constant(""),
      fc
        .tuple(fc.constantFrom("e", "E"), fc.constantFrom("", "+", "-"), fc.oneof(digits(2), digits(4)))
        .map((parts) => parts.join("")),
    ),
  )
  .map((parts) => parts.join(""));

/** Every double, as text in each of JavaScript's ways. */
export const double: fc.Arbitrary<string> = fc
  .tuple(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.nat({ max: 20 }))
  .chain(([value, places]) =>
    fc.constantFrom(
      Object.is(value, -0) ? "-0" : String(value),
      value.toExponential(places),
      value.toPrecision(places + 1),
      Math.abs(value) < 1e21 ? value.toFixed(places) : String(value),
    ),
  );

export const space: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constant("") },
  fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 3 }),
);
