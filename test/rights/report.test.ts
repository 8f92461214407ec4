import { expect, test } from "vitest";
import { names } from "../../src/names";
import { AccessReport, type Standing } from "../../src/rights/report";
import { requiredAccess } from "../../src/rights/required";

const place = { brokers: ["kafka:9092"], principal: "User:anna", prefix: "" };
const subject = { source: "rides", partitions: 2, group: "g", output: "distances" };
const needs = requiredAccess(names(), subject, ["replay", "ingest", "process"]);
const there = { state: "there", partitions: 2, operations: [] } as const;

function standing(change: (need: Standing["need"]) => Partial<Standing> = () => ({})): Standing[] {
  return needs.map((need) => ({
    ...{ need, missing: [] },
    ...(need.resource === "topic" ? { topic: { ...there, operations: [] } } : {}),
    ...change(need),
  }));
}

test("with all rights nothing is left to be given", () => {
  const report = new AccessReport(place, standing(), []);
  expect(report.may).toEqual(["replay", "ingest", "process"]);
  expect(report.commands).toEqual([]);
  expect(report.text).toMatch(/^User:anna at kafka:9092 has the rights for: replay, ingest, process\n/);
  expect(report.text).not.toContain("✗");
});

test("what one deed lacks on a topic does not keep another from it", () => {
  const report = new AccessReport(
    place,
    standing(({ name }) => (name === "rides" ? { missing: ["Write"] } : {})),
    [],
  );
  expect([report.may, report.mayNot]).toEqual([["replay", "process"], ["ingest"]]);
  expect(report.commands).toEqual([
    "kafka-acls --bootstrap-server kafka:9092 --command-config admin.properties --add --allow-principal User:anna --operation Read --operation Write --topic rides",
  ]);
});

test("a topic that is missing is to be made; a changelog with too few partitions is to grow, an output may have any", () => {
  const report = new AccessReport(
    place,
    standing(({ name }) => {
      if (name === "playhead-ledger") return { topic: { ...there, operations: [], state: "missing" } };
      if (name.startsWith("playhead-changelog") || name === "distances")
        return { topic: { ...there, operations: [], partitions: 1 } };
      return {};
    }),
    ["rides keeps …"],
  );
  const [made, grown, ...others] = report.commands;
  expect(others).toEqual([]);
  expect(made).toContain(
    "--create --if-not-exists --topic playhead-ledger --partitions 1 --config retention.ms=-1",
  );
  expect(made).toContain("--config cleanup.policy=compact");
  expect(grown).toMatch(/kafka-topics .* --alter --topic playhead-changelog\.g\.rides --partitions 2$/);
  expect(report.may).toEqual(["replay"]);
  expect(report.text).toMatch(/\nWarning: rides keeps …$/);
});
