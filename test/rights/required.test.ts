import { describe, expect, test } from "vitest";
import { names } from "../../src/names";
import { grantsOf, requiredAccess, underPrefix } from "../../src/rights/required";

const subject = { source: "rides", partitions: 4, group: "g", output: "distances" };

describe("requiredAccess", () => {
  test("to replay a topic, reading it is all", () => {
    expect(requiredAccess(names(), subject, ["replay"])).toEqual([
      {
        ...{ resource: "topic", name: "rides", pattern: "literal", operations: ["Read"] },
        ...{ for: { replay: ["Read"] }, topic: { topic: "rides", partitions: 4 } },
      },
    ]);
  });

  test("processing: its state has the partitions of the source, its transactional ids those of every partition", () => {
    const needs = requiredAccess(names(), subject, ["process"]);
    const changelog = needs.find(({ name }) => name === "playhead-changelog.g.rides");
    expect(changelog?.topic).toMatchObject({ partitions: 4, compacted: true });
    const [ids] = needs.filter(({ resource }) => resource === "transactional-id");
    expect(ids).toMatchObject({ pattern: "prefixed", operations: ["Write"] });
    expect(names().transactionalId("g", "rides", 3)).toBe(`${ids?.name}3`);
  });

  test("what several deeds need on one resource is one need, which tells what each is for", () => {
    const [rides] = requiredAccess(names(), subject, ["process", "ingest"]);
    expect(rides).toMatchObject({
      operations: ["Read", "Write"],
      for: { process: ["Read"], ingest: ["Read", "Write"] },
    });
  });
});

describe("underPrefix", () => {
  const all = requiredAccess(names("anna."), { ...subject, group: "anna.g", output: "anna.o" }, [
    "ingest",
    "process",
    "rewind",
  ]);

  test("one right for all names of a kind; a topic of others keeps its own", () => {
    const rights = underPrefix(all, "anna.");
    expect(
      rights.map(({ resource, name, pattern, operations }) => [resource, name, pattern, operations]),
    ).toEqual([
      ["topic", "rides", "literal", ["Read", "Write"]],
      ["topic", "anna.", "prefixed", ["Read", "Write"]],
      ["group", "anna.", "prefixed", ["Read", "Delete"]],
      ["transactional-id", "anna.", "prefixed", ["Write"]],
    ]);
  });

  test("without a prefix nothing is widened", () => {
    expect(underPrefix(all, "")).toEqual(all);
  });
});

test("one command gives what is alike", () => {
  const grants = grantsOf(requiredAccess(names(), subject, ["ingest"]));
  expect(grants).toEqual([
    {
      ...{ operations: ["Read", "Write"], resource: "topic", pattern: "literal" },
      names: ["rides", "playhead-ledger"],
    },
  ]);
});
