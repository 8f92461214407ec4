import fc from "fast-check";
import { expect, test } from "vitest";
import { partitionOf } from "../../src/kafka/partitioner";
import { describeGroup, describeOffsets } from "../../src/kafka/groups";
import { commitOffsets, committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { ensureTopic, listTopics } from "../../src/kafka/topics";
import { HEADER } from "../../src/processor/headers";
import { processFollowing, processUntilCaughtUp } from "../../src/processor/process";
import { defineProcessor } from "../../src/processor/processor";
import { readRuns, runsOf } from "../../src/processor/runs";
import type { Progress } from "../../src/progress";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import {
  append,
  expectedTotals,
  outputsByKey,
  readTopic,
  someInputs,
  topicWith,
  totals,
  type Input,
  type Total,
} from "./helpers";

const place = testPlace();

test("what is processed equals a plain fold of each key's records, however the log is cut and however often it goes on", async () => {
  const input = fc.record({ key: fc.constantFrom("a", "b", "c", "", "ключ"), amount: fc.nat(9) });
  const scenario = fc.record({
    partitions: fc.constantFrom(1, 3),
    batch: fc.constantFrom(1, 3, 100),
    parts: fc.array(fc.array(input, { maxLength: 12 }), { minLength: 1, maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ partitions, batch, parts }) => {
      const assignment = await topicWith(place, [], partitions);
      const { connection, sourceTopic, outputTopic } = assignment;
      for (const part of parts) {
        await append(connection, sourceTopic, part, batch);
        const report = await processUntilCaughtUp(assignment, {});
        expect(report.recordsIn).toBe(part.length);
        expect(report.id).toBe(`${assignment.group}:${sourceTopic}:1`);
      }
      expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals(parts.flat()));
    }),
    { numRuns: Number(process.env["TIMES"] ?? 6) },
  );
});

test("many batches in three partitions are one run, whose results name it and the record they stem from", async () => {
  const inputs = someInputs(9000, 30);
  const assignment = await topicWith(place, inputs, 3);
  const { connection, group, sourceTopic, outputTopic } = assignment;
  const progress: Progress[] = [];
  const report = await processUntilCaughtUp(assignment, { onProgress: (event) => progress.push(event) });

  expect(report).toMatchObject({ recordsIn: 9000, recordsOut: 9000, warmedUp: 0 });
  expect(progress.at(-1)).toMatchObject({ done: 9000, total: 9000, finished: true });
  const runs = runsOf(await readRuns(connection, place.names.runs), group, sourceTopic);
  expect(runs.map(({ id }) => id)).toEqual([report.id]);
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals(inputs));
  const outputs = await readTopic(connection, outputTopic);
  expect(new Set(outputs.map(({ headers }) => headers[HEADER.run]))).toEqual(new Set([report.id]));
  const sources = new Set(outputs.map(({ headers }) => headers[HEADER.source]));
  expect(sources.size).toBe(9000);
  expect(sources).toContain(`${partitionOf("key-7", 3)}:0`);
  // Caught up in Kafka's own words: no lag, and nobody is left in the group.
  expect(await describeOffsets(connection, [group])).toMatchObject([
    { lag: 0, state: "Empty" },
    { lag: 0, state: "Empty" },
    { lag: 0, state: "Empty" },
  ]);
});

test("with nothing new it ends at once and writes nothing", async () => {
  const assignment = await topicWith(place, someInputs(50));
  const { connection, outputTopic } = assignment;
  await processUntilCaughtUp(assignment, {});
  const before = await listOffsets(connection, outputTopic, "latest");
  const started = Date.now();
  const report = await processUntilCaughtUp(assignment, {});
  expect(Date.now() - started).toBeLessThan(10_000);
  expect(report.recordsIn).toBe(0);
  expect(report.text).toContain("nothing new to process");
  expect(await listOffsets(connection, outputTopic, "latest")).toEqual(before);
});

test("an empty topic has nothing to process, and no run that would stand in another definition's way", async () => {
  const assignment = await topicWith(place, [], 2);
  expect((await processUntilCaughtUp(assignment, {})).recordsIn).toBe(0);
  const other = { ...assignment, processor: totals(2) };
  expect((await processUntilCaughtUp(other, {})).recordsIn).toBe(0);
  await append(assignment.connection, assignment.sourceTopic, [{ key: "a", amount: 5 }]);
  expect((await processUntilCaughtUp(other, {})).recordsIn).toBe(1);
  expect(await outputsByKey(assignment.connection, assignment.outputTopic)).toEqual(
    new Map([["a", [{ total: 10, count: 1 }]]]),
  );
});

test("another definition or output topic at an unmoved playhead is refused, and nothing is written", async () => {
  const assignment = await topicWith(place, someInputs(20));
  const { connection, group, sourceTopic, outputTopic } = assignment;
  await processUntilCaughtUp(assignment, {});
  await append(connection, sourceTopic, someInputs(5));
  const ends = async () => [
    await listOffsets(connection, outputTopic, "latest"),
    await listOffsets(connection, place.names.runs, "latest"),
    await committedOffsets(connection, group),
    (await listTopics(connection)).filter((name) => name.startsWith(place.prefix)),
  ];
  const before = await ends();
  const { processor } = assignment;
  const elsewhere = place.unique("elsewhere");
  const refused = [
    [{ processor: totals(2) }, "begun with totals 1 (factor 1), not with totals 1 (factor 2)"],
    [
      { processor: { ...processor, version: 2 } },
      "begun with totals 1 (factor 1), not with totals 2 (factor 1)",
    ],
    [{ processor: { ...processor, step: (state: Total) => [state, state] } }, "with other code of"],
    [{ processor: { ...processor, parse: () => ({ amount: 0 }) } }, "with other code of"],
    [{ processor: { ...processor, initialState: { total: 1, count: 0 } } }, "with other code of"],
    [{ outputTopic: elsewhere }, `produces to ${outputTopic}, not to ${elsewhere}`],
  ] as const;
  for (const [change, words] of refused) {
    const changed = { ...assignment, ...change } as typeof assignment;
    for (const attempt of [processUntilCaughtUp(changed, {}), processFollowing(changed, {})]) {
      const error = await errorOf(attempt);
      expect(error.code).toBe("DEFINITION_CHANGED");
      expect(error.message).toContain(words);
      expect(error.remedy).toContain(
        `npx playhead rewind --group ${group} --topic ${sourceTopic} --to-earliest --execute`,
      );
    }
  }
  expect(await ends()).toEqual(before);
  expect((await processUntilCaughtUp(assignment, {})).recordsIn).toBe(5);
});

test("whoever moves the offsets, the next run begins there, whole and of one definition", async () => {
  const inputs = someInputs(600, 12);
  const assignment = await topicWith(place, inputs, 3);
  const { connection, group, sourceTopic, outputTopic } = assignment;
  await processUntilCaughtUp(assignment, {});
  const logs = await listOffsets(connection, sourceTopic, "latest");
  // Anywhere: the start, the middle, the end.
  const moves = new Map([...logs].map(([partition, end]) => [partition, Math.floor((partition * end) / 2)]));
  await commitOffsets(connection, group, sourceTopic, moves);

  const report = await processUntilCaughtUp({ ...assignment, processor: totals(2) }, {});
  expect(report.id).toBe(`${group}:${sourceTopic}:2`);
  const replayed = [...logs].reduce((sum, [partition, end]) => sum + end - (moves.get(partition) ?? 0), 0);
  expect(report).toMatchObject({ recordsIn: replayed, warmedUp: 600 - replayed });

  const whole = expectedTotals(inputs, 2);
  const ofRun = (headers: Readonly<Record<string, string>>) => headers[HEADER.run] === report.id;
  const stepped = await outputsByKey(
    connection,
    outputTopic,
    (headers) => ofRun(headers) && headers[HEADER.warmUp] === undefined,
  );
  // From the playhead on, as if the run had never been interrupted.
  for (const [key, outputs] of stepped) expect(outputs).toEqual(whole.get(key)?.slice(-outputs.length));
  const warmedUp = await outputsByKey(
    connection,
    outputTopic,
    (headers) => ofRun(headers) && headers[HEADER.warmUp] === "true",
  );
  // One for each key with records behind the playhead: that key's last one there.
  for (const [key, all] of whole) {
    const behind = all.length - (stepped.get(key)?.length ?? 0);
    expect(warmedUp.get(key) ?? []).toEqual(behind === 0 ? [] : [all[behind - 1]]);
  }
  const last = [...(await outputsByKey(connection, outputTopic, ofRun))].map(([key, all]) => [
    key,
    all.at(-1),
  ]);
  expect(new Map(last as [string, unknown][])).toEqual(
    new Map([...whole].map(([key, all]) => [key, all.at(-1)])),
  );
});

test("a partition whose playhead alone was moved takes the others with it into the next run", async () => {
  const inputs = someInputs(90, 9);
  const assignment = await topicWith(place, inputs, 3);
  const { connection, group, sourceTopic, outputTopic } = assignment;
  await processUntilCaughtUp(assignment, {});
  await commitOffsets(connection, group, sourceTopic, new Map([[partitionOf("key-0", 3), 0]]));
  const report = await processUntilCaughtUp({ ...assignment, processor: totals(5) }, {});
  expect(report.id).toBe(`${group}:${sourceTopic}:2`);
  const results = await outputsByKey(connection, outputTopic, (headers) => headers[HEADER.run] === report.id);
  const whole = expectedTotals(inputs, 5);
  expect(new Map([...results].map(([key, all]) => [key, all.at(-1)]))).toEqual(
    new Map([...whole].map(([key, all]) => [key, all.at(-1)])),
  );
});

test("two groups process one topic beside each other", async () => {
  const inputs = someInputs(100);
  const assignment = await topicWith(place, inputs, 3);
  const beside = { ...assignment, processor: totals(2), group: place.unique("beside") };
  const reports = await Promise.all([processUntilCaughtUp(assignment, {}), processUntilCaughtUp(beside, {})]);
  for (const [index, report] of reports.entries()) {
    const { connection, outputTopic } = assignment;
    const results = await outputsByKey(
      connection,
      outputTopic,
      (headers) => headers[HEADER.run] === report.id,
    );
    expect(results).toEqual(expectedTotals(inputs, index + 1));
  }
});

test("two calls at once in one group share the work: every output once", async () => {
  const inputs = someInputs(3000, 20);
  const assignment = await topicWith(place, inputs, 3);
  const reports = await Promise.all([
    processUntilCaughtUp(assignment, {}),
    processUntilCaughtUp(assignment, {}),
  ]);
  expect(reports.map(({ id }) => id)).toEqual([
    `${assignment.group}:${assignment.sourceTopic}:1`,
    reports[0]?.id,
  ]);
  expect(await outputsByKey(assignment.connection, assignment.outputTopic)).toEqual(expectedTotals(inputs));
});

test("two definitions at once in one group: never both without a word", async () => {
  const inputs = someInputs(300);
  const assignment = await topicWith(place, inputs);
  const outcomes = await Promise.allSettled([
    processUntilCaughtUp(assignment, {}),
    processUntilCaughtUp({ ...assignment, processor: totals(2) }, {}),
  ]);
  const refused = outcomes.filter(({ status }) => status === "rejected");
  expect(refused).toMatchObject([{ reason: { code: "DEFINITION_CHANGED" } }]);
  const factor = outcomes[0]?.status === "fulfilled" ? 1 : 2;
  expect(await outputsByKey(assignment.connection, assignment.outputTopic)).toEqual(
    expectedTotals(inputs, factor),
  );
});

test("a follower sees new data, tells when it has caught up, and stops within a second", async () => {
  const inputs = someInputs(200);
  const assignment = await topicWith(place, inputs, 3);
  const { connection, group, sourceTopic, outputTopic } = assignment;
  const following = await processFollowing(assignment, {});
  await following.caughtUp;
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals(inputs));
  expect((await describeGroup(connection, group)).members).toHaveLength(1);

  const more = someInputs(40).map(({ key, amount }) => ({ key, amount: amount + 1 }));
  await append(connection, sourceTopic, more);
  const all = expectedTotals([...inputs, ...more]);
  await until(
    "the new records are processed",
    async () => (await readTopic(connection, outputTopic)).length === 240,
  );
  expect(await outputsByKey(connection, outputTopic)).toEqual(all);

  const started = Date.now();
  const report = await following.stop();
  expect(Date.now() - started).toBeLessThan(1000);
  expect(report.recordsIn).toBe(240);
  expect(await following.done).toBe(report);
  expect((await describeGroup(connection, group)).members).toEqual([]);
});

test("followers that share the partitions both tell when their group has caught up", async () => {
  const inputs = someInputs(60);
  const assignment = await topicWith(place, inputs, 2);
  const followers = await Promise.all([processFollowing(assignment, {}), processFollowing(assignment, {})]);
  await Promise.all(followers.map(({ caughtUp }) => caughtUp));
  expect(await outputsByKey(assignment.connection, assignment.outputTopic)).toEqual(expectedTotals(inputs));
  await Promise.all(followers.map((follower) => follower.stop()));
});

test("a signal ends the work early: what was committed stays, the rest is done by the next call", async () => {
  const inputs = someInputs(20_000, 10);
  const assignment = await topicWith(place, inputs, 2);
  const { connection, group, outputTopic } = assignment;
  const stopping = new AbortController();
  const early = await processUntilCaughtUp(
    {
      ...assignment,
      processor: {
        ...totals(),
        // The 3000th step asks for the stop; what has been read with it is finished.
        step: stopAfter(3000, stopping),
      },
    },
    { signal: stopping.signal },
  );
  expect(early.recordsIn).toBeLessThan(20_000);
  expect((await describeGroup(connection, group)).members).toEqual([]);
  const rest = await processUntilCaughtUp(
    { ...assignment, processor: { ...totals(), step: stopAfter(Infinity, stopping) } },
    {},
  );
  expect(early.recordsIn + rest.recordsIn).toBe(20_000);
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals(inputs));
});

function stopAfter(steps: number, stopping: AbortController): ReturnType<typeof totals>["step"] {
  const processor = totals();
  let done = 0;
  return (state, record) => {
    if (++done === steps) stopping.abort();
    return processor.step(state, record);
  };
}

test("a signal that is already aborted begins nothing", async () => {
  const assignment = await topicWith(place, someInputs(5));
  const report = await processUntilCaughtUp(assignment, { signal: AbortSignal.abort() });
  expect(report.recordsIn).toBe(0);
  expect(await committedOffsets(assignment.connection, assignment.group)).toEqual(new Map());
});

test("a record that can't be processed is named; those before it are kept, and once it can be the run goes on", async () => {
  const good = someInputs(30, 3);
  const bad: Input = { key: "key-0", amount: -1 };
  const assignment = await topicWith(place, [...good, bad, ...good], 3);
  const { connection, group, sourceTopic, outputTopic } = assignment;
  const partition = partitionOf("key-0", 3);
  const offset = [...good].filter(({ key }) => partitionOf(key, 3) === partition).length;
  let mended = false;
  const processor: ReturnType<typeof totals> = {
    ...totals(),
    step: (state, record) => {
      if (record.value.amount < 0 && !mended) throw new Error("a negative amount");
      return totals().step(state, record);
    },
  };
  const strict = { ...assignment, processor };
  const error = await errorOf(processUntilCaughtUp(strict, {}));
  expect(error.code).toBe("BAD_RECORD");
  expect(error.message).toContain(`offset ${offset} of ${sourceTopic} partition ${partition}`);
  expect(error.message).toContain("a negative amount");
  // Nothing goes on in the background once it has failed.
  expect((await describeGroup(connection, group)).members).toEqual([]);
  expect((await committedOffsets(connection, group)).get(sourceTopic)?.get(partition)).toBe(offset);
  const kept = await outputsByKey(connection, outputTopic);
  expect(kept.get("key-0")).toEqual(expectedTotals(good).get("key-0"));

  const follower = await processFollowing(strict, {});
  expect((await errorOf(follower.done)).code).toBe("BAD_RECORD");
  expect((await errorOf(follower.caughtUp)).code).toBe("BAD_RECORD");
  expect((await errorOf(follower.stop())).code).toBe("BAD_RECORD");

  mended = true;
  await processUntilCaughtUp(strict, {});
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals([...good, bad, ...good]));
});

test("a processor may emit several outputs for a record, or none", async () => {
  const assignment = await topicWith(place, someInputs(30, 3));
  const processor = defineProcessor<number, { amount: number }, { n: number }>({
    name: "every-other",
    initialState: 0,
    step: (n) => [n + 1, n % 2 === 0 ? undefined : [{ n }, { n: -n }]],
  });
  const report = await processUntilCaughtUp({ ...assignment, processor }, {});
  expect(report).toMatchObject({ recordsIn: 30, recordsOut: 30 });
  const outputs = await outputsByKey<{ n: number }>(assignment.connection, assignment.outputTopic);
  expect(outputs.get("key-0")?.map(({ n }) => n)).toEqual([1, -1, 3, -3, 5, -5, 7, -7, 9, -9]);
});

test("a topic that does not exist, or is its own output, is refused", async () => {
  const assignment = await topicWith(place, []);
  const missing = await errorOf(processUntilCaughtUp({ ...assignment, sourceTopic: "nowhere" }, {}));
  expect(missing.code).toBe("TOPIC_NOT_FOUND");
  const loop = await errorOf(
    processUntilCaughtUp({ ...assignment, outputTopic: assignment.sourceTopic }, {}),
  );
  expect(loop.code).toBe("BAD_OPTION");
});

test("a topic that was deleted and made again is not silently skipped", async () => {
  const assignment = await topicWith(place, someInputs(100));
  const { connection, sourceTopic, group } = assignment;
  await processUntilCaughtUp(assignment, {});
  const admin = await connection.admin();
  await admin.deleteTopics({ topics: [sourceTopic] });
  await until("the topic is gone", async () => !(await listTopics(connection)).includes(sourceTopic));
  await ensureTopic(connection, { topic: sourceTopic, partitions: 1 });
  await append(connection, sourceTopic, someInputs(10));
  // Deleting a topic takes its committed offsets along, so they are set as somebody would who restores them.
  await commitOffsets(connection, group, sourceTopic, new Map([[0, 100]]));
  const error = await errorOf(processUntilCaughtUp(assignment, {}));
  expect(error.code).toBe("LOG_GAP");
  expect(error.message).toContain("stands at offset 100");
  expect(error.remedy).toContain("rewind");
});
