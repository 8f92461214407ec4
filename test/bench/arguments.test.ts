import { expect, test } from "vitest";
import { parseArguments, UsageError } from "../../bench/arguments";

const NAMES = ["ours", "streams", "machine"];

test("without options: half a million records, three rounds, everyone", () => {
  expect(parseArguments([], NAMES)).toEqual({
    records: 500_000,
    rounds: 3,
    only: undefined,
    json: undefined,
  });
});

test("quick is small and one round, unless more are asked for", () => {
  expect(parseArguments(["--quick"], NAMES)).toMatchObject({ records: 50_000, rounds: 1 });
  expect(parseArguments(["--quick", "--rounds", "5"], NAMES)).toMatchObject({ records: 50_000, rounds: 5 });
});

test("names come in a list, or one by one", () => {
  expect(parseArguments(["--only", "ours,machine"], NAMES)?.only).toEqual(["ours", "machine"]);
  expect(parseArguments(["--only", "ours", "--only=streams"], NAMES)?.only).toEqual(["ours", "streams"]);
});

test("a file for the measurements", () => {
  expect(parseArguments(["--json", "all.json"], NAMES)?.json).toBe("all.json");
});

test("help is no run", () => {
  expect(parseArguments(["--help"], NAMES)).toBeUndefined();
});

test.each([
  ["--only", "theirs"],
  ["--rounds", "0"],
  ["--rounds", "many"],
  ["--fast", ""],
])("wrong usage is told: %s %s", (option, value) => {
  expect(() => parseArguments([option, value], NAMES)).toThrow(UsageError);
});
