import { expect, test } from "vitest";
import { operationsOf } from "../../src/kafka/allowed";
import { aclCommand } from "../../src/kafka/acls";
import { missingRight, needing, rightText } from "../../src/kafka/rights";

const refusal = (type: string): Error => Object.assign(new Error(type), { type });
const asked = { topics: [{ topic: "rides" }], groupId: "g", transactionalId: "t" };
const needs = { topic: "Read", group: "Read", "transactional-id": "Write" } as const;

test.each([
  ["TOPIC_AUTHORIZATION_FAILED", "READ the topic rides"],
  ["GROUP_AUTHORIZATION_FAILED", "READ the group g"],
  ["TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "WRITE the transactional id t"],
])("%s: what was asked for is remembered as %s", async (type, text) => {
  const error = refusal(type);
  await expect(needing(needs, asked, Promise.reject(error))).rejects.toBe(error);
  expect(rightText(missingRight(error) ?? { operation: "Alter", resource: "topic", names: [] })).toBe(text);
});

test("an error that is no refusal, and one of another kind of thing, speak of no right", async () => {
  for (const type of ["UNKNOWN_TOPIC_OR_PARTITION", "GROUP_AUTHORIZATION_FAILED"]) {
    const error = refusal(type);
    await expect(needing({ topic: "Read" }, asked, Promise.reject(error))).rejects.toBe(error);
    expect(missingRight(error)).toBeUndefined();
  }
});

test("the error of several topics at once speaks of all that were asked for", async () => {
  const error = Object.assign(new Error("several"), { errors: [refusal("TOPIC_AUTHORIZATION_FAILED")] });
  const topics = ["a", { topic: "b" }];
  await expect(needing({ topic: "Create" }, { topics }, Promise.reject(error))).rejects.toBe(error);
  expect(missingRight(error)).toEqual({ operation: "Create", resource: "topic", names: ["a", "b"] });
});

test("words as Kafka writes them", () => {
  expect(rightText({ operation: "DescribeConfigs", resource: "topic", names: ["a"] })).toBe(
    "DESCRIBE_CONFIGS the topic a",
  );
  expect(rightText({ operation: "Write", resource: "topic", names: [] })).toBe("WRITE any topic");
});

test("operations are told by the bits of their codes", () => {
  expect(operationsOf(0)).toEqual([]);
  expect(operationsOf((1 << 3) | (1 << 8))).toEqual(["Read", "Describe"]);
});

test("a command that gives a right quotes what a shell would take apart", () => {
  const grant = {
    operations: ["Read"],
    resource: "group",
    names: ["it's mine"],
    pattern: "prefixed",
  } as const;
  expect(aclCommand(["kafka:9092"], "User:anna", grant)).toMatch(
    /--operation Read --group 'it'\\''s mine' --resource-pattern-type prefixed$/,
  );
});
