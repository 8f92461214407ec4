import { expect, test } from "vitest";
import { ensureTopic } from "../../src/kafka/topics";
import { TransactionalProducer } from "../../src/kafka/transactions";
import {
  ensureRunsTopic,
  hasCaughtUp,
  outputEnds,
  readRuns,
  runId,
  runRecords,
  RunsReader,
  runsOf,
  type Run,
  type RunProgress,
  type Runs,
} from "../../src/processor/runs";
import { testPlace } from "../fixtures/place";

const place = testPlace();

function aRun(number: number, changes: Partial<Run> = {}): Run {
  return {
    id: runId("g", "in", number),
    group: "g",
    sourceTopic: "in",
    outputTopic: "out",
    number,
    definition: { name: "sum", version: 1, parameters: { unit: "mi" }, digest: "d" },
    partitions: 2,
    startedAt: 5,
    ...changes,
  };
}

function progressOf(run: Run, partition: number, changes: Partial<RunProgress> = {}): RunProgress {
  return {
    run: run.id,
    partition,
    logStart: 0,
    startOffset: 0,
    nextOffset: 10,
    target: 10,
    recordsIn: 10,
    recordsOut: 10,
    outputs: { 0: 11 },
    ...changes,
  };
}

function known(run: Run, ...progress: RunProgress[]): Runs {
  return {
    byId: new Map([[run.id, run]]),
    progress: new Map([[run.id, new Map(progress.map((one) => [one.partition, one]))]]),
  };
}

test("a run has caught up when every partition has reached what was the log's end as it began", () => {
  const run = aRun(1);
  const [here, there] = [progressOf(run, 0), progressOf(run, 1)];
  expect(hasCaughtUp(run, known(run, here, there))).toBe(true);
  expect(hasCaughtUp(run, known(run, { ...here, nextOffset: 25 }, there))).toBe(true);
  expect(hasCaughtUp(run, known(run, { ...here, nextOffset: 9 }, there))).toBe(false);
  expect(hasCaughtUp(run, known(run, here)), "a partition that has not entered the run").toBe(false);
  expect(hasCaughtUp(run, { byId: new Map(), progress: new Map() })).toBe(false);
});

test("a group's runs over a topic come the last one first", () => {
  const runs = [2, 10, 1].map((number) => aRun(number));
  const foreign = [aRun(3, { id: "h:in:3", group: "h" }), aRun(4, { id: "g:x:4", sourceTopic: "x" })];
  const all: Runs = { byId: new Map([...runs, ...foreign].map((run) => [run.id, run])), progress: new Map() };
  expect(runsOf(all, "g", "in").map(({ number }) => number)).toEqual([10, 2, 1]);
});

test("outputs of several partitions: a reader must be past the last of each", () => {
  const run = aRun(1);
  const runs = known(
    run,
    progressOf(run, 0, { outputs: { 0: 40, 2: 7 } }),
    progressOf(run, 1, { outputs: { 0: 35, 1: 9 } }),
  );
  expect(outputEnds(run, runs)).toEqual(
    new Map([
      [0, 40],
      [2, 7],
      [1, 9],
    ]),
  );
  expect(outputEnds(aRun(2), runs)).toEqual(new Map());
});

test("what is written to the topic of runs is read back, the last word on each partition", async () => {
  const connection = await place.connection();
  const topic = place.unique("runs");
  await ensureRunsTopic(connection, topic);
  expect(await readRuns(connection, topic)).toEqual({ byId: new Map(), progress: new Map() });

  const run = aRun(1);
  const producer = await TransactionalProducer.open(connection, place.unique("id"));
  const write = (...records: ReturnType<typeof runRecords>) =>
    producer.run((transaction) => transaction.send({ topic, records }));
  await write(...runRecords(run, progressOf(run, 0, { nextOffset: 3 })));
  const reader = new RunsReader(connection, topic);
  expect(await reader.read()).toEqual(known(run, progressOf(run, 0, { nextOffset: 3 })));
  await write(...runRecords(undefined, progressOf(run, 0)), ...runRecords(undefined, progressOf(run, 1)));
  const both = known(run, progressOf(run, 0), progressOf(run, 1));
  expect(await reader.read()).toEqual(both);
  expect(await readRuns(connection, topic)).toEqual(both);
});

test("a topic of runs that exists is left as it is", async () => {
  const connection = await place.connection();
  const topic = place.unique("runs");
  await ensureRunsTopic(connection, topic);
  expect(await ensureTopic(connection, { topic, partitions: 1 })).toBe(false);
  await ensureRunsTopic(connection, topic);
});
