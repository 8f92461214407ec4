import { expect, test } from "vitest";
import { names } from "../src/names";

test("the walk-through's own names", () => {
  expect(names()).toMatchObject({
    source: "raw-trackpoints",
    output: "distance-calcs",
    calculator: "distance_calculator",
    writer: "database-writer",
  });
});

test("a prefix stands before every name, so that two who share a broker do not meet", () => {
  const anna = names("anna.");
  const plain = names();
  for (const [what, name] of Object.entries(anna)) {
    if (typeof name === "string") expect(name).toBe(`anna.${String(plain[what as keyof typeof plain])}`);
  }
  expect(anna.comparer("haversine")).toBe(`anna.${plain.comparer("haversine")}`);
  expect(anna.transactionalId("g", "t", 0)).toBe(`anna.${plain.transactionalId("g", "t", 0)}`);
});

test("no two names are the same", () => {
  const all = Object.values(names()).filter((name) => typeof name === "string");
  expect(new Set(all).size).toBe(all.length);
});

test("one transactional id for each partition of a topic in a group", () => {
  const { transactionalId } = names();
  const ids = [
    transactionalId("g", "t", 0),
    transactionalId("g", "t", 1),
    transactionalId("g", "u", 0),
    transactionalId("h", "t", 0),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test("every group and topic has a changelog and dead letters of its own, under a name that Kafka takes", () => {
  const { changelog, deadLetters } = names();
  expect(changelog("distance_calculator", "raw-trackpoints")).toBe(
    "playhead-changelog.distance_calculator.raw-trackpoints",
  );
  const places = [
    ["a", "b.c"],
    ["a.b", "c"],
    ["a b", "c"],
    ["a_b", "c"],
    ["a", "b_c"],
    ["ä", "t"],
    ["ö", "t"],
    ["g".repeat(300), "t"],
    ["g".repeat(301), "t"],
  ] as const;
  const all = places.flatMap(([group, topic]) => [changelog(group, topic), deadLetters(group, topic)]);
  // Kafka takes but one of two names that differ in a dot and an underscore only.
  expect(new Set(all.map((name) => name.replaceAll(".", "_"))).size).toBe(all.length);
  for (const name of all) expect(name).toMatch(/^[a-zA-Z0-9._-]{1,249}$/);
});
