import { expect, test } from "vitest";
import { NO_TIME } from "../../src/tracks/no-time";
import { parseRange } from "../../src/replay/range";

const at = (offset: number, timestamp = 0) => ({ offset, timestamp });

test("offsets bound what is read, times only what counts", () => {
  const offsets = parseRange({ from: 3, to: 5 });
  expect([2, 3, 4, 5].map((offset) => offsets.includes(at(offset)))).toEqual([false, true, true, false]);
  expect(offsets).toMatchObject({ from: 0, until: 5, warmUp: true });
  expect(parseRange({ from: 3, warmUp: false })).toMatchObject({ from: 3, until: undefined });
  const times = parseRange({ from: "2023-03-09T12:00:00Z", to: new Date(1_678_363_201_000) });
  const start = 1_678_363_200_000;
  expect([start - 1, start, start + 999, start + 1000].map((time) => times.includes(at(9, time)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  expect(times).toMatchObject({ from: 0, until: undefined });
  expect(parseRange({}).includes(at(7, 7))).toBe(true);
});

test("a record without a time lies in a range of offsets, and a range of times refuses it", () => {
  expect(parseRange({ from: 3 }).includes(at(9, NO_TIME))).toBe(true);
  expect(() => parseRange({ from: new Date(0) }).includes(at(9, NO_TIME))).toThrow(
    expect.objectContaining({ code: "NO_EVENT_TIME" }),
  );
});

test.each([
  { from: -1 },
  { from: 0.5 },
  { from: 5, to: 5 },
  { from: 5, to: new Date(0) },
  { from: "noon" },
  { from: new Date(1), to: new Date(1) },
])("%j is refused", (range) => {
  expect(() => parseRange(range)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});
