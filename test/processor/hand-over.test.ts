import { expect, test } from "vitest";
import { commitOffsets, committedOffsets } from "../../src/kafka/offsets";
import { handOver } from "../../src/processor/hand-over";
import { HEADER } from "../../src/processor/headers";
import { processFollowing, processUntilCaughtUp } from "../../src/processor/process";
import { readRuns, runsOf } from "../../src/processor/runs";
import { resultsAsOf } from "../../src/runs/as-of";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { append, expectedTotals, outputsByKey, readTopic, someInputs, topicWith, totals } from "./helpers";

const place = testPlace();
const INPUTS = someInputs(300, 12);

/** A live group with `totals(1)` and one beside it with `totals(5)`, both caught up. */
async function blueAndGreen(partitions = 3) {
  const live = await topicWith(place, INPUTS, partitions);
  const blue = await processUntilCaughtUp(live, {});
  const beside = { ...live, group: `${live.group}-next`, processor: totals(5) };
  const green = await processUntilCaughtUp(beside, {});
  const { connection, names, group, sourceTopic } = live;
  const runs = await readRuns(connection, names.runs);
  const [run] = runsOf(runs, beside.group, sourceTopic);
  if (run === undefined) throw new Error("there is no run beside");
  return { live, beside, blue, green, run, request: { connection, names, run, group } };
}

test("the group has the definition, the state, the position and every last result, and goes on from there", async () => {
  const { live, blue, run, request } = await blueAndGreen();
  const { connection, group, sourceTopic, outputTopic } = live;
  const taken = await handOver(request);
  expect(taken).toMatchObject({ id: `${group}:${sourceTopic}:2`, group, number: 2, continues: run.id });
  expect(taken.definition).toEqual(run.definition);
  const ofRun = (id: string) =>
    outputsByKey(connection, outputTopic, (headers) => headers[HEADER.run] === id);
  const expected = expectedTotals(INPUTS, 5);
  const last = new Map([...expected].map(([key, outputs]) => [key, [outputs.at(-1)]]));
  expect(await ofRun(taken.id)).toEqual(last);

  // Nothing is read again, and new records continue the states.
  const more = someInputs(40, 12);
  await append(connection, sourceTopic, more);
  const next = { ...live, processor: totals(5) };
  expect(await processUntilCaughtUp(next, {})).toMatchObject({ id: taken.id, recordsIn: 40, warmedUp: 0 });
  const all = expectedTotals([...INPUTS, ...more], 5);
  for (const [key, outputs] of await ofRun(taken.id)) {
    const before = expected.get(key)?.length ?? 0;
    expect(outputs).toEqual(all.get(key)?.slice(before - 1));
  }
  // The results of before are as they were.
  expect(await ofRun(blue.id)).toEqual(expectedTotals(INPUTS));
  // The definition of before would be mixed with it.
  expect((await errorOf(processUntilCaughtUp(live, {}))).code).toBe("DEFINITION_CHANGED");
});

test("the run begins where the one that it continues stands, with its results and without its records", async () => {
  const { live, run, request } = await blueAndGreen(1);
  const taken = await handOver(request);
  const { progress } = await readRuns(live.connection, live.names.runs);
  const before = progress.get(run.id)?.get(0);
  expect(progress.get(taken.id)?.get(0)).toMatchObject({
    ...{ startOffset: 300, nextOffset: 300, target: 300, recordsIn: 0, recordsOut: 12, keys: 12 },
    logStart: before?.logStart,
  });
  expect(await resultsAsOf(live.connection, live.names, taken)).toHaveLength(12);
});

test("refused while the group has members, or the run was moved: nothing is changed", async () => {
  const { live, beside, request } = await blueAndGreen(1);
  const { connection, group, sourceTopic, outputTopic } = live;
  const before = (await readTopic(connection, outputTopic)).length;
  const following = await processFollowing(live, {});
  expect((await errorOf(handOver(request))).code).toBe("GROUP_ACTIVE");
  await following.stop();
  await commitOffsets(connection, beside.group, sourceTopic, new Map([[0, 7]]));
  expect((await errorOf(handOver(request))).code).toBe("RUN_INCOMPLETE");
  expect(await readTopic(connection, outputTopic)).toHaveLength(before);
  expect((await committedOffsets(connection, group)).get(sourceTopic)).toEqual(new Map([[0, 300]]));
  // The live group goes on as if nothing had been tried.
  expect(await processUntilCaughtUp(live, {})).toMatchObject({ recordsIn: 0 });
});

test("refused where the group has gone on beyond it: its results would go back", async () => {
  const { live, request } = await blueAndGreen(1);
  await append(live.connection, live.sourceTopic, someInputs(5));
  await processUntilCaughtUp(live, {});
  const error = await errorOf(handOver(request));
  expect(error.code).toBe("RUN_INCOMPLETE");
  expect(error.message).toContain(`${live.group} has gone on beyond it`);
  expect(await processUntilCaughtUp(live, {})).toMatchObject({ recordsIn: 0 });
});

test("a group that does not exist yet begins with it", async () => {
  const { live, request } = await blueAndGreen(2);
  const group = place.unique("new-group");
  const taken = await handOver({ ...request, group });
  expect(taken).toMatchObject({ group, number: 1 });
  const next = { ...live, group, processor: totals(5) };
  expect(await processUntilCaughtUp(next, {})).toMatchObject({ id: taken.id, recordsIn: 0, warmedUp: 0 });
});
