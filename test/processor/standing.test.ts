import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { commitOffsets, listOffsets } from "../../src/kafka/offsets";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { processUntilCaughtUp } from "../../src/processor/process";
import { readRuns, runsOf } from "../../src/processor/runs";
import { settleRun } from "../../src/processor/standing";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { append, expectedTotals, outputsByKey, someInputs, topicWith, totals } from "./helpers";

const place = testPlace();
const neverStopped = new AbortController().signal;

/** Three partitions, processed to their ends: the group's first run. */
async function processed() {
  const assignment = await topicWith(place, someInputs(60), 3);
  const { id } = await processUntilCaughtUp(assignment, {});
  const { connection, group, sourceTopic } = assignment;
  const move = (partition: number, offset: number) =>
    commitOffsets(connection, group, sourceTopic, new Map([[partition, offset]]));
  const end = (await listOffsets(connection, sourceTopic, "latest")).get(2) ?? 0;
  return { assignment, id, move, end };
}

test("a member whose own playhead was moved begins the next run at once", async () => {
  const { assignment, move } = await processed();
  await move(2, 0);
  const started = Date.now();
  const settled = await settleRun(assignment, [2], neverStopped);
  expect(settled?.run.number).toBe(2);
  expect(Date.now() - started).toBeLessThan(2500);
});

test("an offset of another member that is seen before its progress is, does not look like a rewind", async () => {
  const { assignment, id, move, end } = await processed();
  await move(2, 1);
  const deciding = settleRun(assignment, [0, 1], neverStopped);
  for (const offset of [2, 3, 4, end]) {
    await delay(100);
    await move(2, offset);
  }
  expect((await deciding)?.run.id).toBe(id);
});

test("an offset of another member's partition that stays elsewhere was moved", async () => {
  const { assignment, move } = await processed();
  await move(2, 1);
  expect((await settleRun(assignment, [0, 1], neverStopped))?.run.number).toBe(2);
});

test("a stop ends the waiting", async () => {
  const { assignment, move } = await processed();
  await move(2, 1);
  expect(await settleRun(assignment, [0, 1], AbortSignal.timeout(150))).toBeUndefined();
});

test("another group's transaction, left open by a process that died, neither hides our runs nor holds them up", async () => {
  const inputs = someInputs(40);
  const assignment = await topicWith(place, inputs, 2);
  const { connection, sourceTopic, outputTopic, group } = assignment;
  const { runs } = place.names;
  await processUntilCaughtUp(assignment, {});
  await append(connection, sourceTopic, inputs);
  const dead = await TransactionalProducer.open(connection, place.unique("dead"));
  const died = dead.run(async (left) => {
    await left.send({ topic: runs, records: [{ key: "?", value: "{}", timestamp: 0, partition: 0 }] });

    expect((await processUntilCaughtUp(assignment, {})).recordsIn).toBe(40);
    const refused = await errorOf(processUntilCaughtUp({ ...assignment, processor: totals(2) }, {}));
    expect(refused.code).toBe("DEFINITION_CHANGED");
    expect(runsOf(await readRuns(connection, runs), group, sourceTopic)).toHaveLength(1);

    const [stable, latest] = await Promise.all([
      listOffsets(connection, runs, "stable"),
      listOffsets(connection, runs, "latest"),
    ]);
    expect(stable.get(0), "the transaction is still open").toBeLessThan(latest.get(0) ?? 0);
    throw new Error("died");
  });
  await expect(died).rejects.toThrow("died");
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals([...inputs, ...inputs]));
});
