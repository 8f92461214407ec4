import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  byDuration,
  current,
  earliest,
  fromCsv,
  kafkaOption,
  latest,
  shiftBy,
  timeOf,
  toDatetime,
  toOffset,
} from "../../src/rewind/targets";

const badOption = (words = "") =>
  expect.objectContaining({ code: "BAD_OPTION", message: expect.stringContaining(words) as string }) as Error;

test("a target says itself in the options of Kafka's own tool", () => {
  expect(kafkaOption(earliest())).toEqual(["--to-earliest"]);
  expect(kafkaOption(latest())).toEqual(["--to-latest"]);
  expect(kafkaOption(current())).toEqual(["--to-current"]);
  expect(kafkaOption(shiftBy(-5))).toEqual(["--shift-by", "-5"]);
  expect(kafkaOption(byDuration("P1DT2H"))).toEqual(["--by-duration", "P1DT2H"]);
  expect(kafkaOption(toDatetime("2014-10-01T02:00:00+02:00"))).toEqual([
    "--to-datetime",
    "2014-10-01T00:00:00.000Z",
  ]);
  expect(kafkaOption(fromCsv("raw,0,1"))).toEqual(["--from-file", "offsets.csv"]);
  fc.assert(
    fc.property(fc.maxSafeNat(), (offset) => {
      expect(kafkaOption(toOffset(offset))).toEqual(["--to-offset", String(offset)]);
    }),
  );
});

test.each([-1, 1.5, NaN, Infinity, 2 ** 53])("%d is no offset", (offset) => {
  expect(() => toOffset(offset)).toThrow(badOption());
});

test.each([1.5, NaN, -Infinity, 2 ** 53])("%d is nothing to shift by", (by) => {
  expect(() => shiftBy(by)).toThrow(badOption());
});

describe("toDatetime", () => {
  test("a Date and every way to write its zone are the same moment", () => {
    const time = Date.UTC(2014, 9, 1);
    for (const one of [
      new Date(time),
      "2014-10-01T00:00:00Z",
      "2014-10-01T00:00:00.000Z",
      "2014-10-01T02:00+02:00",
      "2014-09-30T21:00-03",
    ]) {
      expect(toDatetime(one)).toEqual({ kind: "datetime", time });
    }
  });

  test.each(["2014-10-01T00:00:00", "2014-10-01T00:00", "2014-10-01"])("%s names no zone", (text) => {
    expect(() => toDatetime(text)).toThrow(badOption("names no zone"));
  });

  test.each(["yesterday", "2014-13-01T00:00:00Z", "1/10/2014 7:00Z", ""])("%j is no time", (text) => {
    expect(() => toDatetime(text)).toThrow(badOption("is no time"));
  });

  test("an invalid Date, one before 1970 and one to come are refused in words", () => {
    expect(() => toDatetime(new Date(NaN))).toThrow(badOption("is no time"));
    expect(() => toDatetime(new Date(-1))).toThrow(badOption("before 1970"));
    expect(() => toDatetime(new Date(Date.now() + 60_000))).toThrow(badOption("in the future"));
  });
});

test.each([
  ["P1DT2H", 93_600_000],
  ["P1D", 86_400_000],
  ["PT30M", 1_800_000],
  ["PT1.5S", 1500],
  ["p1dt2h", 93_600_000],
])("%s is %d ms, and as long ago", (text, milliseconds) => {
  const target = byDuration(text);
  expect(target).toMatchObject({ kind: "duration", milliseconds });
  expect(timeOf(target, 100_000_000)).toBe(100_000_000 - milliseconds);
});

test("a duration longer than since 1970 ends there", () => {
  expect(timeOf(byDuration("P100000D"), Date.now())).toBe(0);
});

test.each(["", "P", "PT", "1 day", "P1W", "P1M", "P1Y2D", "-P1D", "PT-6H", "P1DT", "P1.5D"])(
  "%j is refused",
  (text) => {
    expect(() => byDuration(text)).toThrow(badOption());
  },
);
