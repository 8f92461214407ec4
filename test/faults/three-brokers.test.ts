import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { openAppender } from "../../src/kafka/append";
import { Connection } from "../../src/kafka/connection";
import { ensureTopic } from "../../src/kafka/topics";
import { names } from "../../src/names";
import { executeNotebooks } from "../../src/notebook/execute";
import { seededRandom } from "../../src/tracks/random";
import { topicSettings } from "../fixtures/admin";
import { ThreeBrokers } from "../fixtures/three-brokers";
import { NOTEBOOKS } from "../notebooks/executed";
import { SAMPLE_FILE, sampleTruth } from "../notebooks/truth";
import { expectNumbers } from "../notebooks/walked-through";
import { groupCoordinatorKilled } from "./cluster-faults";
import { Scenario } from "./scenario";

/** For what lets a broker be killed, ms. */
const LONG = 240_000;

let folder: string;
let cluster: ThreeBrokers;
beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), "playhead-three-brokers-"));
  cluster = await ThreeBrokers.start(folder);
}, 60_000);
beforeEach(async () => {
  await cluster.restartKilled();
  await cluster.untilInSync();
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
  "two members and a writer go on while a broker is killed and brought back: nothing is lost, doubled or wrong",
  async () => {
    // Two of the three are enough to find the cluster.
    const config = {
      home: path.join(folder, "home"),
      brokers: cluster.addresses.slice(1),
      prefix: "loop.",
      dataFile: "",
    };
    const scenario = await Scenario.begin({ config, partitions: 3, random: seededRandom(Date.now()) });
    try {
      scenario.addMember();
      scenario.addMember();
      await scenario.untilProgress();
      scenario.addWriter();
      await scenario.untilWritten();
      // The others are rows of the matrix: `npm run faults`.
      await groupCoordinatorKilled(cluster)(scenario);
      // Nobody had to be started again.
      expect(scenario.revived).toBe(0);
      expect(await scenario.settle()).toMatchObject({ lost: 0, duplicated: 0, wrong: 0, examples: [] });
    } finally {
      await scenario.close();
    }
  },
  LONG,
);

test(
  "the whole walk-through comes to the true distances while a broker is killed and brought back, and leaders move",
  async () => {
    const prefix = "walk.";
    const executed = path.join(folder, "executed");
    const group = names(prefix).calculator;
    let befallen: Promise<unknown> = Promise.resolve();
    /** What befalls the cluster while the next notebook runs. */
    const meanwhile: Record<string, () => Promise<void>> = {
      [NOTEBOOKS[0]]: async () => cluster.kill(await cluster.coordinatorOf("group", group)),
      [NOTEBOOKS[1]]: () => cluster.restartKilled(),
      [NOTEBOOKS[2]]: async () => {
        await cluster.untilInSync();
        await cluster.moveLeaders();
      },
    };
    await executeNotebooks(
      NOTEBOOKS.map((name) => path.join(PROJECT_ROOT, "notebooks", name)),
      executed,
      {
        env: {
          PLAYHEAD_HOME: path.join(folder, "walk"),
          PLAYHEAD_PREFIX: prefix,
          PLAYHEAD_DATA: SAMPLE_FILE,
          KAFKA_BROKERS: cluster.addresses.join(","),
        },
        onExecuted: ({ name }) => {
          befallen = befallen.then(() => meanwhile[name]?.());
        },
      },
    );
    await befallen;
    await expectNumbers(executed, sampleTruth());
  },
  LONG,
);
