import { expect, test } from "vitest";
import { listOffsets } from "../../src/kafka/offsets";
import { ensureTopic, listTopics } from "../../src/kafka/topics";
import { changelogEntry, ensureChangelog, readChangelog } from "../../src/processor/changelog";
import { KeyStates } from "../../src/processor/key-states";
import type { Assignment } from "../../src/processor/partition-worker";
import { processUntilCaughtUp } from "../../src/processor/process";
import { defineProcessor } from "../../src/processor/processor";
import { openAppender } from "../../src/kafka/append";
import { deleteTopic, topicSettings } from "../fixtures/admin";
import { logRecord } from "../fixtures/log-record";
import { testPlace } from "../fixtures/place";
import { allRecords } from "../fixtures/records";
import { append, expectedTotals, outputsByKey, someInputs, topicWith, totals, type Total } from "./helpers";

const place = testPlace();

function changelogOf({ names, group, sourceTopic }: Assignment<Total, { amount: number }, Total>): string {
  return names.changelog(group, sourceTopic);
}

test("an entry says where its key stands: offset, lineage, last output, state", () => {
  const states = new KeyStates(totals());
  const key = states.step(logRecord({ offset: 4, timestamp: 9, key: "a", value: '{"amount":5}' }));
  expect(changelogEntry("1.x", key, JSON.stringify(key.output?.value))).toBe(
    '[4,"1.x",[9,4,{"total":5,"count":1}],{"total":5,"count":1}]',
  );
  const silent = { key: "a", offset: 4, output: undefined, batch: 0 };
  expect(changelogEntry("1.x", { ...silent, state: null }, "")).toBe('[4,"1.x",null,null]');
  expect(changelogEntry("1.x", { ...silent, state: undefined }, "")).toBe('[4,"1.x",null]');
});

test("of each key the last entry counts, if it is of the lineage and was not removed", async () => {
  const connection = await place.connection();
  const topic = place.unique("changelog");
  await ensureChangelog(connection, topic, 2);
  const appender = await openAppender(connection);
  const write = (key: string, value: string | null, partition = 1) =>
    appender.append(topic, [{ key, value, timestamp: 0, partition }]);
  await write("a", '[1,"2.x",null,10]');
  await write("b", '[2,"2.x",[77,1,{"n":1}],20]');
  await write("c", '[3,"2.x",null,30]');
  await write("d", '[4,"1.w",null,40]');
  await write("a", '[5,"2.x",null,11]');
  await write("c", null);
  await write("e", '[6,"2.x",null,50]');
  await write("e", '[7,"1.w",null,60]');
  await write("f", '[8,"2.x",null,70]', 0);
  let read = 0;
  const entries = await readChangelog(connection, topic, 1, "2.x", (records) => (read += records));
  expect(entries).toEqual([
    { key: "a", offset: 5, output: undefined, state: 11, batch: 0 },
    { key: "b", offset: 2, output: { timestamp: 77, offset: 1, value: { n: 1 } }, state: 20, batch: 0 },
  ]);
  expect(read).toBe(8);
});

test("it is compacted, has the source's partitions, and gets more of them as the source does", async () => {
  const connection = await place.connection();
  const topic = place.unique("changelog");
  await ensureChangelog(connection, topic, 2);
  expect(await topicSettings(connection, topic)).toMatchObject({
    "cleanup.policy": "compact",
    "retention.ms": "-1",
  });
  await ensureChangelog(connection, topic, 5);
  await ensureChangelog(connection, topic, 3);
  expect((await listOffsets(connection, topic, "latest")).size).toBe(5);
});

test("one entry for each changed key and batch, however many records it had", async () => {
  const assignment = await topicWith(place, someInputs(400, 8), 2);
  await processUntilCaughtUp(assignment, {});
  const entries = await allRecords(assignment.connection, changelogOf(assignment));
  expect(entries.map(({ keyText }) => keyText).sort()).toEqual(
    [...expectedTotals(someInputs(400, 8)).keys()].sort(),
  );
});

test("a restart reads the states of a thousand keys from it, not the history", async () => {
  const inputs = someInputs(5000, 1000);
  const assignment = await topicWith(place, inputs, 3);
  const { connection, sourceTopic, outputTopic } = assignment;
  await processUntilCaughtUp(assignment, {});
  await append(connection, sourceTopic, inputs);
  const labels = new Map<string, number>();
  const report = await processUntilCaughtUp(assignment, {
    onProgress: ({ label, done }) => labels.set(label, done),
  });
  expect(report).toMatchObject({ recordsIn: 5000, warmedUp: 0, id: `${assignment.group}:${sourceTopic}:1` });
  expect(labels.get(`read the state of ${assignment.group}`)).toBeGreaterThanOrEqual(1000);
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals([...inputs, ...inputs]));
});

const KEYS = [
  "",
  null,
  "ключ",
  "家",
  "__proto__",
  "constructor",
  " ",
  '"',
  "\u0000",
  Buffer.from([0xff, 0x80]),
];
const STATES = [undefined, null, 0, "", false, [], {}, { a: { b: [1, "ü"] } }, 1e300, "\u2028"];

test("whatever JSON can say, and undefined, comes back as it was, under every key", async () => {
  const connection = await place.connection();
  const { sourceTopic, ...rest } = await topicWith(place, []);
  const appender = await openAppender(connection);
  const records = KEYS.map((key) => ({ key, value: '"x"', timestamp: 5 }));
  for (const [n, state] of STATES.entries()) {
    const topic = `${sourceTopic}-${n}`;
    await ensureTopic(connection, { topic, partitions: 1 });
    const first: unknown[] = [];
    const processor = defineProcessor<unknown, string, { n: number }>({
      name: "odd",
      initialState: "initial",
      step: (before) => {
        first.push(before);
        return [state, { n: first.length }];
      },
    });
    const assignment = { ...rest, processor, sourceTopic: topic, outputTopic: `${topic}-out` };
    for (const expected of ["initial", state]) {
      await appender.append(topic, records);
      first.length = 0;
      const report = await processUntilCaughtUp(assignment, {});
      expect(report.warmedUp).toBe(0);
      // null and "" are one key.
      const again =
        expected === "initial"
          ? KEYS.map((key) => (key === null ? state : "initial"))
          : KEYS.map(() => state);
      expect(first).toStrictEqual(again);
    }
  }
}, 180_000);

test("one that was deleted is noticed, and made again from the log", async () => {
  const inputs = someInputs(200, 9);
  const assignment = await topicWith(place, inputs, 2);
  const { connection, sourceTopic, outputTopic } = assignment;
  await processUntilCaughtUp(assignment, {});
  await deleteTopic(connection, changelogOf(assignment));
  await append(connection, sourceTopic, inputs);
  const report = await processUntilCaughtUp(assignment, {});
  expect(report).toMatchObject({ recordsIn: 200, warmedUp: 200, id: `${assignment.group}:${sourceTopic}:1` });
  expect(await listTopics(connection)).toContain(changelogOf(assignment));
  await append(connection, sourceTopic, inputs);
  expect(await processUntilCaughtUp(assignment, {})).toMatchObject({ recordsIn: 200, warmedUp: 0 });
  expect(await outputsByKey(connection, outputTopic)).toEqual(
    expectedTotals([...inputs, ...inputs, ...inputs]),
  );
});

test("one in which a key is missing is noticed, too", async () => {
  const inputs = someInputs(100, 9);
  const assignment = await topicWith(place, inputs);
  const { connection, sourceTopic, outputTopic } = assignment;
  await processUntilCaughtUp(assignment, {});
  const appender = await openAppender(connection);
  await appender.append(changelogOf(assignment), [{ key: "key-3", value: null, timestamp: 0, partition: 0 }]);
  await append(connection, sourceTopic, inputs);
  expect(await processUntilCaughtUp(assignment, {})).toMatchObject({ recordsIn: 100, warmedUp: 100 });
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals([...inputs, ...inputs]));
});

test("states and outputs that are large, and not of ASCII, fit", async () => {
  const inputs = Array.from({ length: 24 }, (_, i) => ({ key: `key-${i}`, amount: i }));
  const assignment = await topicWith(place, inputs);
  const text = "家".repeat(80_000);
  const processor = defineProcessor<string, { amount: number }, { text: string }>({
    name: "large",
    initialState: "",
    step: (_, { value }) => [`${text}${value.amount}`, { text: `${value.amount}${text}` }],
  });
  for (const emit of ["every", "latest"] as const) {
    const large = {
      ...assignment,
      processor,
      emit,
      group: place.unique("group"),
      outputTopic: place.unique("out"),
    };
    expect(await processUntilCaughtUp(large, {})).toMatchObject({ recordsOut: 24 });
    const outputs = await outputsByKey<{ text: string }>(assignment.connection, large.outputTopic);
    expect(outputs.get("key-23")).toEqual([{ text: `23${text}` }]);
  }
});

test("a state may be of several megabytes", async () => {
  const assignment = await topicWith(place, [{ key: "a", amount: 1 }]);
  const processor = defineProcessor<string, { amount: number }, { length: number }>({
    name: "huge",
    initialState: "",
    step: (state) => [`${state}${"x".repeat(3_000_000)}`, { length: state.length }],
  });
  await processUntilCaughtUp({ ...assignment, processor }, {});
  await append(assignment.connection, assignment.sourceTopic, [{ key: "a", amount: 1 }]);
  expect(await processUntilCaughtUp({ ...assignment, processor }, {})).toMatchObject({
    recordsIn: 1,
    warmedUp: 0,
  });
  const outputs = await outputsByKey<{ length: number }>(assignment.connection, assignment.outputTopic);
  expect(outputs.get("a")).toEqual([{ length: 0 }, { length: 3_000_000 }]);
});
