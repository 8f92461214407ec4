import path from "node:path";
import { expect, test } from "vitest";
import { DatabaseServer } from "../../src/database";
import { openWorkbook } from "../../src/workbook";
import { VERSION } from "../../src/installed";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { groupsByTopic, readStatus, type Status } from "../../src/status/status";
import { statusText } from "../../src/status/status-text";
import { ownHomes } from "../fixtures/own-broker";
import { brokerProcesses } from "../fixtures/own-broker";

const homes = ownHomes();

test("a home at work: broker, groups, disk and versions", async () => {
  const home = await homes.make();
  const workbook = openWorkbook({ home, brokers: undefined, prefix: "" });
  const look = (): Promise<Status> => readStatus(workbook.config, () => workbook.groups());
  const nothing = await look();
  expect(nothing).toMatchObject({
    running: false,
    process: null,
    groups: [],
    disk: { parts: [], free: null },
  });
  expect(statusText(nothing, Date.now())).toMatch(
    /^broker +its own, not running .*\n.*\n.*\ndisk +nothing yet/,
  );

  await workbook.ingest("data/journeys.csv");
  await workbook.process(cumulativeDistance({ unit: "km" }), { until: { offset: 500 } });
  await workbook.write();
  const status = await look();
  expect(status.brokers).toEqual([await workbook.brokers()]);
  expect([status.process?.pid]).toEqual(await brokerProcesses(home));
  const [calculator] = status.groups.filter(({ group }) => group === "distance_calculator");
  expect(calculator).toEqual({
    ...{ group: "distance_calculator", state: "Empty" },
    ...{ topic: "raw-trackpoints", partitions: 1, lag: 241 },
  });
  expect(status.database).toBe(path.join(home, "results.duckdb"));
  const sizes = new Map(status.disk.parts.map(({ what, bytes }) => [what, bytes]));
  expect(sizes.get("Kafka's log")).toBeGreaterThan(100_000);
  expect(sizes.get("database")).toBeGreaterThan(100_000);
  expect(status.versions).toMatchObject({
    playhead: VERSION,
    kafka: "4.3.1",
    duckdb: "1.5.5",
    homeFormat: 1,
  });

  const started = Date.parse(status.process?.startedAt ?? "");
  const text = statusText(status, started + 125_000);
  expect(text).toContain(
    `at ${status.brokers.join()}, this machine only; process ${status.process?.pid}, up for 2 min 5 s`,
  );
  expect(text).toMatch(
    /distance_calculator +Empty +raw-trackpoints +1 +241 +behind, and no member is at work/,
  );
  await workbook.close();
});

test("a server is named without its password", async () => {
  const database = new DatabaseServer("postgres://ann:planted@127.0.0.1:5432/rides");
  const config = { home: await homes.make(), brokers: undefined, prefix: "ann-", dataFile: "", database };
  const status = await readStatus(config, () => Promise.resolve([]));
  expect(statusText(status, Date.now())).toMatch(/^database +.*127\.0\.0\.1:5432\/rides.*playhead_ann$/m);
  expect(JSON.stringify(status)).not.toContain("planted");
});

test("a group's partitions are taken together, topic by topic", () => {
  const row = { group: "g", state: "Stable", currentOffset: 1, logEndOffset: 3, lag: 2 };
  const rows = [0, 1, 2].map((partition) => ({ ...row, topic: partition === 2 ? "other" : "t", partition }));
  expect(groupsByTopic(rows)).toEqual([
    { group: "g", state: "Stable", topic: "t", partitions: 2, lag: 4 },
    { group: "g", state: "Stable", topic: "other", partitions: 1, lag: 2 },
  ]);
});
