import { expect, test } from "vitest";
import { datetime, interval, parameter } from "../../src/cli/arguments";

test.each([
  ["a=1", 1],
  ["a=-0.5", -0.5],
  ["a=1e3", 1000],
  ["a=true", true],
  ["a=false", false],
  ["a=km/h", "km/h"],
  ["a=", ""],
  ["a=b=c", "b=c"],
  ['a="5"', "5"],
  ['a="true"', "true"],
  ['a="', '"'],
  ["a=007", "007"],
  ["a=+1", "+1"],
  ["a=1,5", "1,5"],
  ["a= 1", " 1"],
  ["a=1e999", "1e999"],
  ["a=True", "True"],
])("%s", (text, value) => {
  expect(parameter(text)).toEqual({ a: value });
});

test("parameters add up, and one can't be given twice or without a name", () => {
  expect(parameter("b=2", parameter("a=1"))).toEqual({ a: 1, b: 2 });
  expect(Object.entries(parameter("__proto__=1"))).toEqual([["__proto__", 1]]);
  for (const text of ["a=2", "a", "=1", ""]) expect(() => parameter(text, { a: 1 })).toThrow();
});

test("a moment is given with its zone, or refused", () => {
  expect(datetime("2023-03-09T12:00:00Z")).toEqual(new Date(Date.UTC(2023, 2, 9, 12)));
  expect(datetime("2023-03-09T12:00+01:00")).toEqual(new Date(Date.UTC(2023, 2, 9, 11)));
  expect(datetime("2023-03-09T12:00:00.250-0530")).toEqual(new Date(Date.UTC(2023, 2, 9, 17, 30, 0, 250)));
  const refused = ["2023-03-09T12:00:00", "2023-03-09", "2023-13-09T12:00:00Z", "now", "", "1678363200000"];
  for (const text of refused) expect(() => datetime(text)).toThrow("with its zone");
});

test("a length of time is given with its unit, or refused", () => {
  expect(["500ms", "1s", "1.5m", "2h"].map(interval)).toEqual([500, 1000, 90_000, 7_200_000]);
  for (const text of ["1", "s", "-1s", "0s", "1 s", "1d", "", "0.5ms", "1000000h"])
    expect(() => interval(text)).toThrow();
});
