import { expect, test } from "vitest";
import { kafkaScope, select, type Scope } from "../../src/rewind/scope";
import { earliest, fromCsv } from "../../src/rewind/targets";

const committed = new Map([
  ["raw", new Map([[0, 5], [2, 7]])], // prettier-ignore
  ["other", new Map([[1, 9]])],
]);

function selected(scope: Scope | undefined, target = earliest()) {
  return [...select(scope, target, committed)].map(([topic, partitions]) => [
    topic,
    partitions === undefined ? "all" : [...partitions],
  ]);
}

test("a topic, some of its partitions, several topics, or where the group has playheads", () => {
  expect(selected("raw")).toEqual([["raw", "all"]]);
  expect(selected("raw:2,0")).toEqual([["raw", [2, 0]]]);
  expect(selected({ topics: ["raw:2", "new", "raw:0,2"] })).toEqual([
    ["raw", [2, 0]],
    ["new", "all"],
  ]);
  expect(selected({ topics: ["raw", "raw:0"] })).toEqual([["raw", "all"]]);
  expect(selected({ topics: ["raw:0", "raw"] })).toEqual([["raw", "all"]]);
  expect(selected({ allTopics: true })).toEqual([
    ["raw", [0, 2]],
    ["other", [1]],
  ]);
});

test.each(["", ":0", "raw:", "raw:a", "raw:0,", "raw:-1", "raw:0:1"])("%j names nothing", (item) => {
  expect(() => select(item, earliest(), committed)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});

test("no topic at all is refused", () => {
  expect(() => select({ topics: [] }, earliest(), committed)).toThrow(
    expect.objectContaining({ code: "BAD_OPTION" }),
  );
});

test("a file names its partitions by itself; with a scope it has to stay within", () => {
  const file = fromCsv("raw,0,1\nraw,1,2\nother,1,3\n");
  expect(selected(undefined, file)).toEqual([
    ["raw", [0, 1]],
    ["other", [1]],
  ]);
  expect(selected({ topics: ["raw", "other:1"] }, file)).toEqual(selected(undefined, file));
  for (const [scope, line] of [
    ["raw", 3],
    ["other", 1],
    [{ topics: ["raw:0", "other"] }, 2],
    [{ allTopics: true }, 2],
  ] as const) {
    // prettier-ignore
    expect(() => select(scope, file, committed)).toThrow(
      expect.objectContaining({
        code: "BAD_OFFSETS_FILE",
        message: expect.stringContaining(`Line ${line} `) as string,
      }),
    );
  }
});

test("in the words of Kafka's tool", () => {
  expect(kafkaScope("raw:0,2", earliest())).toEqual(["--topic", "raw:0,2"]);
  expect(kafkaScope({ topics: ["raw", "other:1"] }, earliest())).toEqual([
    "--topic",
    "raw",
    "--topic",
    "other:1",
  ]);
  expect(kafkaScope({ allTopics: true }, earliest())).toEqual(["--all-topics"]);
  expect(kafkaScope("raw", fromCsv("raw,0,1"))).toEqual([]);
});
