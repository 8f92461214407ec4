import { describe, expect, test } from "vitest";
import { whatIsWrong } from "../../../bench/answer/check";
import { expectedEnds } from "../../../bench/answer/expected";
import { GivenAnswer } from "../../../bench/answer/given";

/** One degree of a great circle, in metres. */
const DEGREE = (6_371_008.8 * Math.PI) / 180;

function record(key: string, latitude: number) {
  return { key, value: JSON.stringify({ latitude, longitude: 0 }) };
}

const expected = expectedEnds([record("a", 0), record("b", 5), record("a", 1), record("a", 3)]);

type Output = [key: string, distance: number, points: number];

function given(...outputs: Output[]): GivenAnswer {
  const answer = new GivenAnswer();
  for (const [key, distance, points] of outputs)
    answer.add(key, Buffer.from(JSON.stringify({ track_id: key, distance, points })));
  return answer;
}

const right: Output[] = [
  ["a", 0, 1],
  ["a", DEGREE, 2],
  ["b", 0, 1],
  ["a", 3 * DEGREE, 3],
];

test("the right answer is each track's length and number of points", () => {
  expect(expected.get("b")).toMatchObject({ metres: 0, points: 1 });
  expect(expected.get("a")?.points).toBe(3);
  expect(expected.get("a")?.metres).toBeCloseTo(3 * DEGREE, 6);
});

describe("an output of each input", () => {
  test("right", () => {
    expect(whatIsWrong(expected, given(...right), "every")).toBeUndefined();
  });

  test.each<[string, Output[], RegExp]>([
    ["one is missing", right.slice(1), /3 outputs of 4 inputs/],
    ["one came twice", [...right, ["a", 3 * DEGREE, 3]], /5 outputs of 4 inputs/],
    [
      "twice and missing make up for each other",
      [...right.slice(0, 3), ["a", DEGREE, 2]],
      /not one per point/,
    ],
    [
      "a track is missing",
      [...right.filter(([key]) => key === "a"), ["a", 4 * DEGREE, 4]],
      /3 points, not 4/,
    ],
    ["a track is a stranger", [...right.slice(0, 3), ["c", 0, 1]], /there is no track c/],
    ["too long by a millionth", [...right.slice(0, 3), ["a", 3 * DEGREE * 1.000001, 3]], /m long, not/],
  ])("wrong: %s", (_, outputs, reason) => {
    expect(whatIsWrong(expected, given(...outputs), "every")).toMatch(reason);
  });

  test("the last bits of a sine may differ", () => {
    const outputs: Output[] = [...right.slice(0, 3), ["a", 3 * DEGREE * (1 + 1e-12), 3]];
    expect(whatIsWrong(expected, given(...outputs), "every")).toBeUndefined();
  });
});

describe("the latest output of each key", () => {
  test("those in between may be left out", () => {
    expect(whatIsWrong(expected, given(["b", 0, 1], ["a", 3 * DEGREE, 3]), "latest")).toBeUndefined();
  });

  test("the last one may not", () => {
    expect(whatIsWrong(expected, given(["b", 0, 1], ["a", DEGREE, 2]), "latest")).toMatch(/3 points, not 2/);
    expect(whatIsWrong(expected, given(["a", 3 * DEGREE, 3]), "latest")).toMatch(/no output for track b/);
  });

  test("more outputs than inputs are wrong", () => {
    expect(whatIsWrong(expected, given(...right, ["b", 0, 1]), "latest")).toMatch(/more than the 4 inputs/);
  });
});

test("the digest is of the bytes, track by track, whatever the order of the tracks", () => {
  const [a, b, c, d] = right as [Output, Output, Output, Output];
  expect(given(c, a, b, d).digest).toBe(given(a, b, c, d).digest);
  expect(given(b, a, c, d).digest).not.toBe(given(a, b, c, d).digest);
  const lastBit: Output = ["a", 3 * DEGREE * (1 + Number.EPSILON), 3];
  expect(given(a, b, c, lastBit).digest).not.toBe(given(a, b, c, d).digest);
});
