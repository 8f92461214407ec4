import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { Connection } from "../../src/kafka/connection";
import { ensureTopic } from "../../src/kafka/topics";
import { seededRandom } from "../../src/tracks/random";
import { topicSettings } from "../fixtures/admin";
import { ThreeBrokers } from "../fixtures/three-brokers";
import * as faults from "./cluster-faults";
import { Scenario } from "./scenario";

/** Rounds of all faults; without it one broker is killed, and the leaders are moved once. */
const TIMES = Number(process.env["TIMES"] ?? 0);
const ROUND = TIMES === 0 ? [faults.groupCoordinatorKilled, faults.leadersMoved] : Object.values(faults);

let folder: string;
let cluster: ThreeBrokers;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-three-brokers-"));
  cluster = await ThreeBrokers.start(folder);
}, 60_000);
afterAll(async () => {
  await cluster.stop();
  await fs.rm(folder, { recursive: true, force: true });
});

test("a topic of ours has the copies that the cluster's default says, and as many of them confirm", async () => {
  const connection = new Connection(cluster.addresses, "test");
  await ensureTopic(connection, { topic: "copies", partitions: 1 });
  expect((await topicSettings(connection, "copies"))["min.insync.replicas"]).toBe("2");
  expect(await cluster.copiesOf("copies", 0)).toBe(3);
  await (await openAppender(connection)).append("copies", [{ key: "k", value: "v", timestamp: 1 }]);
  await connection.close();
});

test(
  "two members and a writer go on while brokers are killed and leaders move: nothing is lost, doubled or wrong",
  async () => {
    // Two of the three are enough to find the cluster.
    const config = {
      home: path.join(folder, "home"),
      brokers: cluster.addresses.slice(1),
      prefix: "",
      dataFile: "",
    };
    const scenario = await Scenario.begin({ config, partitions: 3, random: seededRandom(Date.now()) });
    try {
      scenario.addMember();
      scenario.addMember();
      await scenario.untilProgress();
      scenario.addWriter();
      await scenario.untilWritten();
      for (let time = 0; time < Math.max(TIMES, 1); time++)
        for (const fault of ROUND) await fault(cluster)(scenario);
      // Nobody had to be started again.
      expect(scenario.revived).toBe(0);
      expect(await scenario.settle()).toMatchObject({ lost: 0, duplicated: 0, wrong: 0, examples: [] });
    } finally {
      await scenario.close();
    }
  },
  90_000 + TIMES * 240_000,
);
