import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeGroup } from "../../src/kafka/groups";
import { checkGroupName, checkTopicName } from "../../src/kafka/legal-names";
import { ensureTopic } from "../../src/kafka/topics";
import { PlayheadError } from "../../src/errors";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";

const place = testPlace();
const processor = cumulativeDistance({ unit: "km" });
const BAD_TOPICS = [
  "",
  ".",
  "..",
  "a b",
  "../x",
  "a/b",
  "ä",
  "a\nb",
  "a\0",
  "__proto__",
  "__x",
  "a".repeat(250),
];
const BAD_GROUPS = ["", "a\nb", "\u001b[31m", "a\0", "\ud800", "a\u202eb", "g".repeat(256)];

test("names that can't be are refused, with an error that shows them harmlessly", () => {
  for (const topic of BAD_TOPICS) expect(() => checkTopicName(topic), topic).toThrow(PlayheadError);
  for (const group of BAD_GROUPS) expect(() => checkGroupName(group), group).toThrow(PlayheadError);
  for (const group of ["g", "a b", "../x", "<b>", "__proto__", "группа", "👩\u200d🚀"]) checkGroupName(group);
});

test("what passes for a topic, a broker takes; and a group", async () => {
  const connection = await place.connection();
  const letters = fc.constantFrom(..."abcXYZ019-_");
  const name = fc.string({ unit: letters, minLength: 10, maxLength: 200 });
  const [topics, groups] = [
    fc.sample(name, 4),
    fc.sample(fc.string({ unit: "grapheme", maxLength: 60 }), 20),
  ];
  for (const topic of [...topics, "constructor", "toString", ".x", "-", "a".repeat(230)]) {
    checkTopicName(place.prefix + topic);
    expect(await ensureTopic(connection, { topic: place.prefix + topic, partitions: 1 })).toBe(true);
  }
  for (const group of groups) {
    try {
      checkGroupName(group);
    } catch {
      continue;
    }
    expect(await describeGroup(connection, group)).toMatchObject({ group, state: "Dead" });
  }
});

describe("nothing is made where a name is refused", () => {
  test("by the workbook", async () => {
    const workbook = await place.workbook();
    // Other test files make topics at the same time, under prefixes of their own.
    const isOthers = (topic: string): boolean =>
      /^t[0-9a-f]{8}\./.test(topic) && !topic.startsWith(place.prefix);
    const made = async () => (await workbook.topics()).filter(({ topic }) => !isOthers(topic));
    const before = await made();
    for (const group of BAD_GROUPS) {
      const refused = [
        workbook.process(processor, { group, badRecords: "dead-letter" }),
        workbook.follow(processor, { group }),
        workbook.groups(group),
        workbook.deadLetters({ group }),
        workbook.rewind(group, { kind: "earliest" }),
      ];
      for (const call of refused) expect((await errorOf(call)).code).toBe("BAD_OPTION");
    }
    for (const topic of BAD_TOPICS) {
      expect((await errorOf(workbook.process(processor, { output: topic }))).code).toBe("BAD_OPTION");
      expect((await errorOf(workbook.ingest("data/journeys.csv", { topic }))).code).toBe("BAD_OPTION");
      expect((await errorOf(workbook.sensor({ simulate: {}, count: 1, topic }))).code).toBe("BAD_OPTION");
    }
    expect(await made()).toEqual(before);
  });

  test("by the broker: a name that is another one's but for a dot, more partitions than it makes", async () => {
    const connection = await place.connection();
    await ensureTopic(connection, { topic: `${place.prefix}a_b`, partitions: 1 });
    const collides = await errorOf(ensureTopic(connection, { topic: `${place.prefix}a.b`, partitions: 1 }));
    expect(collides).toMatchObject({ code: "BAD_OPTION" });
    const many = { topic: `${place.prefix}many`, partitions: 1_000_000_000 };
    expect(await errorOf(ensureTopic(connection, many))).toMatchObject({ code: "BAD_OPTION" });
  });

  test("a topic to read that can't be is one that is not there", async () => {
    const workbook = await place.workbook();
    for (const topic of ["", "..", "a b", "a\0", "a".repeat(250), "ä"]) {
      expect((await errorOf(workbook.topics(topic))).code, topic).toBe("TOPIC_NOT_FOUND");
    }
  });
});
