import fc from "fast-check";
import { expect, test } from "vitest";
import { fahrenheitToCelsius } from "../../../src/processor/library/fahrenheit-to-celsius";
import { at, fold } from "./fold";

const convert = fahrenheitToCelsius({ field: "temperature" });

test.each([
  [32, 0],
  [212, 100],
  [-40, -40],
  [-459.67, -273.15],
  [98.6, 37],
])("%d °F are %d °C", (fahrenheit, celsius) => {
  const [[output] = []] = fold(convert, at([0], [{ temperature: fahrenheit }]));
  expect(output?.temperature).toBeCloseTo(celsius, 12);
});

test("every whole multiple of 5 °C comes out of its °F exactly", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (fifths) => {
      const [[output] = []] = fold(convert, at([0], [{ temperature: fifths * 9 + 32 }]));
      expect(output?.temperature).toBe(fifths * 5);
    }),
  );
});

test("all else of a value stays as it is, and so does its order", () => {
  const value = { sensor: "a", temperature: 212, place: { room: 1 } };
  const [[output = {}] = []] = fold(convert, at([0], [value]));
  expect(Object.entries(output)).toEqual(Object.entries({ ...value, temperature: 100 }));
});

test("a value that names its unit names the new one, and none is converted twice", () => {
  const [[output] = []] = fold(convert, at([0], [{ temperature: 212, unit: "°F" }]));
  expect(output).toEqual({ temperature: 100, unit: "°C" });
  expect(() => convert.parse(output)).toThrow(expect.objectContaining({ code: "BAD_RECORD" }) as Error);
  const other = { temperature: 212, distance: 1, unit: "km" };
  expect(fold(convert, at([0], [other]))[0]).toEqual([{ ...other, temperature: 100 }]);
});

test("a field without a name and a record without the number are refused", () => {
  expect(() => fahrenheitToCelsius({ field: "" })).toThrow(
    expect.objectContaining({ code: "BAD_OPTION" }) as Error,
  );
  for (const value of [{}, { temperature: "warm" }, null]) {
    expect(() => convert.parse(value)).toThrow(expect.objectContaining({ code: "BAD_RECORD" }) as Error);
  }
});
