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
