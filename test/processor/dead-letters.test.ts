import { expect, test } from "vitest";
import { commitOffsets, committedOffsets } from "../../src/kafka/offsets";
import { ensureTopic, listTopics } from "../../src/kafka/topics";
import { openAppender } from "../../src/kafka/append";
import { readDeadLetters } from "../../src/processor/dead-letters";
import { DEAD_LETTER_HEADER, HEADER } from "../../src/processor/headers";
import { processUntilCaughtUp } from "../../src/processor/process";
import { defineProcessor, type Processor } from "../../src/processor/processor";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { allRecords } from "../fixtures/records";
import { until } from "../fixtures/until";
import { outputsByKey, readTopic, type Total } from "./helpers";

const place = testPlace();

/** Poison of each kind among good records, by value. */
const NOT_JSON = '{"amount":';
const NO_FIELD = '{"amuont":3}';
const THROWS = '{"amount":-1}';
const GOOD = (amount: number): string => JSON.stringify({ amount });

/** Sums of amounts; `mended` also takes what the other throws at, as 100, without being another definition. */
function strict(mended = false): Processor<Total, { amount: number }, Total> {
  const state = { mended };
  return defineProcessor<Total, { amount: number }, Total>({
    name: "strict",
    initialState: { total: 0, count: 0 },
    parse: (json) => {
      const { amount } = json as { amount?: number };
      if (typeof amount !== "number") throw new Error("there is no amount");
      return { amount };
    },
    step: ({ total, count }, { value }) => {
      if (value.amount < 0 && !state.mended) throw new Error("a negative amount");
      const next = { total: total * 2 + (value.amount < 0 ? 100 : value.amount), count: count + 1 };
      return [next, next];
    },
  });
}

interface Line {
  key: string | null;
  value: string | Buffer | null;
  headers?: Record<string, string>;
}

async function topicOf(lines: readonly Line[]) {
  const connection = await place.connection();
  const [sourceTopic, outputTopic] = [place.unique("in"), place.unique("out")];
  await ensureTopic(connection, { topic: sourceTopic, partitions: 1 });
  const appender = await openAppender(connection);
  await appender.append(
    sourceTopic,
    lines.map((line, i) => ({ ...line, timestamp: 5000 + i })),
  );
  const group = place.unique("group");
  const deadLetters = place.names.deadLetters(group, sourceTopic);
  const names = { connection, names: place.names, processor: strict(), group, sourceTopic, outputTopic };
  return { ...names, badRecords: "dead-letter" as const, deadLetters };
}

const LINES: Line[] = [
  { key: "a", value: GOOD(1) },
  { key: "a", value: NOT_JSON, headers: { trace: "7", [HEADER.run]: "of an earlier stage" } },
  { key: "b", value: NO_FIELD },
  { key: "a", value: GOOD(2) },
  { key: "b", value: THROWS },
  { key: null, value: Buffer.from([0xff, 0x00, 0x7b]) },
  { key: "b", value: GOOD(3) },
  { key: "a", value: null },
];
const EXPECTED = new Map([
  ["a", [{ total: 1, count: 1 }, { total: 4, count: 2 }]], // prettier-ignore
  ["b", [{ total: 3, count: 1 }]],
]);

test("what can't be processed is put aside as it was, with its place and the reason; the rest goes on", async () => {
  const assignment = await topicOf(LINES);
  const { connection, sourceTopic, outputTopic, deadLetters } = assignment;
  const report = await processUntilCaughtUp(assignment, {});
  expect(report).toMatchObject({ recordsIn: 8, recordsOut: 3, deadLetters: 5 });
  expect(report.text).toContain("5 of them could not be processed and were put aside");
  expect(await outputsByKey(connection, outputTopic)).toEqual(EXPECTED);

  const letters = await allRecords(connection, deadLetters);
  expect(
    letters.map(({ key, value, timestamp, headers }) => ({
      key: key?.toString() ?? null,
      value,
      timestamp,
      place: [headers[DEAD_LETTER_HEADER.topic], headers[DEAD_LETTER_HEADER.partition], headers[DEAD_LETTER_HEADER.offset]], // prettier-ignore
    })),
  ).toEqual(
    [1, 2, 4, 5, 7].map((offset) => {
      const { key, value } = LINES[offset] as Line;
      const bytes = typeof value === "string" ? Buffer.from(value) : value;
      return { key, value: bytes, timestamp: 5000 + offset, place: [sourceTopic, "0", String(offset)] };
    }),
  );
  const reasons = [/JSON/, /there is no amount/, /a negative amount/, /JSON/, /null/];
  for (const [i, reason] of reasons.entries())
    expect(letters[i]?.headers[DEAD_LETTER_HEADER.error]).toMatch(reason);
  // The record's own headers come first, and are all there.
  expect(letters[0]?.headers).toMatchObject({ trace: "7", [DEAD_LETTER_HEADER.run]: report.id });

  const read = await readDeadLetters(connection, deadLetters);
  expect(read.map(({ offset, key, run }) => [offset, key, run])).toEqual(
    [[1, "a"], [2, "b"], [4, "b"], [5, null], [7, "a"]].map(([offset, key]) => [offset, key, report.id]), // prettier-ignore
  );
  expect(read[3]).toMatchObject({ topic: sourceTopic, partition: 0, timestamp: 5005, value: Buffer.from([0xff, 0x00, 0x7b]) }); // prettier-ignore
});

test("the call goes on behind them at a restart, and puts nothing aside twice", async () => {
  const assignment = await topicOf(LINES);
  const { connection, outputTopic, deadLetters } = assignment;
  for (const offset of [2, 3, 5, 8]) await processUntilCaughtUp(assignment, { until: { offset } });
  expect(await processUntilCaughtUp(assignment, {})).toMatchObject({ recordsIn: 0, deadLetters: 0 });
  expect(await outputsByKey(connection, outputTopic)).toEqual(EXPECTED);
  expect((await readDeadLetters(connection, deadLetters)).map(({ offset }) => offset)).toEqual([
    1, 2, 4, 5, 7,
  ]);
});

test("without being told so it stops at the first one, and makes no topic for them", async () => {
  const assignment = await topicOf(LINES);
  const { badRecords, ...strictly } = assignment;
  const error = await errorOf(processUntilCaughtUp(strictly, {}));
  expect(error).toMatchObject({
    code: "BAD_RECORD",
    message: expect.stringContaining("offset 1 of") as string,
  });
  expect(error.remedy).toContain("dead-letter");
  const { connection, group, sourceTopic, deadLetters } = assignment;
  // A commit is answered before its markers are written.
  const playhead = async () => (await committedOffsets(connection, group)).get(sourceTopic);
  await until("the playhead stands before it", async () => (await playhead())?.get(0) === 1);
  expect(await listTopics(connection)).not.toContain(deadLetters);
  expect(await readDeadLetters(connection, deadLetters)).toEqual([]);
  // Told so, it goes on from there.
  expect(await processUntilCaughtUp({ ...strictly, badRecords }, {})).toMatchObject({
    recordsIn: 7,
    deadLetters: 5,
  });
});

test("once the processor is mended, processing again from the first of them on gives the right result", async () => {
  const good = ["a", "b"].flatMap((key) => [1, 2, 3].map((amount) => ({ key, value: GOOD(amount) })));
  const lines = [...good, { key: "b", value: THROWS }, ...good, { key: "c", value: THROWS }, ...good];
  const assignment = await topicOf(lines);
  const { connection, group, sourceTopic, outputTopic, deadLetters } = assignment;
  await processUntilCaughtUp(assignment, {});
  const first = Math.min(...(await readDeadLetters(connection, deadLetters)).map(({ offset }) => offset));
  expect(first).toBe(6);
  await commitOffsets(connection, group, sourceTopic, new Map([[0, first]]));
  const report = await processUntilCaughtUp({ ...assignment, processor: strict(true) }, {});
  expect(report).toMatchObject({ recordsIn: 14, deadLetters: 0 });

  const whole = await topicOf(lines);
  await processUntilCaughtUp({ ...whole, processor: strict(true) }, {});
  const right = await outputsByKey(connection, whole.outputTopic);
  const found = await outputsByKey(connection, outputTopic, (headers) => headers[HEADER.run] === report.id);
  for (const [key, outputs] of right) expect(found.get(key)?.at(-1)).toEqual(outputs.at(-1));
  expect([...found.keys()].sort()).toEqual(["a", "b", "c"]);
});

test("warmed up, they are passed over once more, and not put aside again; told to stop, it is refused", async () => {
  const assignment = { ...(await topicOf(LINES)) };
  const { connection, group, sourceTopic, outputTopic, deadLetters } = assignment;
  await processUntilCaughtUp(assignment, {});
  await commitOffsets(connection, group, sourceTopic, new Map([[0, 6]]));
  const other = { ...assignment, processor: { ...strict(), version: 2 } };
  expect((await errorOf(processUntilCaughtUp({ ...other, badRecords: "stop" }, {}))).code).toBe("BAD_RECORD");
  const report = await processUntilCaughtUp(other, {});
  expect(report).toMatchObject({ recordsIn: 2, warmedUp: 6, deadLetters: 1 });
  const outputs = (await readTopic(connection, outputTopic)).filter(
    ({ headers }) => headers[HEADER.run] === report.id,
  );
  expect(
    outputs.map(({ keyText, valueText, headers }) => [keyText, valueText, headers[HEADER.warmUp]]),
  ).toEqual([
    ["a", '{"total":4,"count":2}', "true"],
    ["b", '{"total":3,"count":1}', undefined],
  ]);
  expect(
    (await readDeadLetters(connection, deadLetters)).filter(({ run }) => run === report.id),
  ).toMatchObject([{ offset: 7 }]);
});

test("an output that JSON can't say makes its record a bad one, and leaves its key's state alone", async () => {
  const assignment = await topicOf([1, 2, 3].map((amount) => ({ key: "a", value: GOOD(amount) })));
  const processor = defineProcessor<number, { amount: number }, { sum: number | bigint }>({
    name: "big",
    initialState: 0,
    step: (sum, { value: { amount } }) => [sum + amount, { sum: amount === 2 ? 2n : sum + amount }],
  });
  const report = await processUntilCaughtUp({ ...assignment, processor }, {});
  expect(report).toMatchObject({ recordsIn: 3, recordsOut: 2, deadLetters: 1 });
  const outputs = await outputsByKey<{ sum: number }>(assignment.connection, assignment.outputTopic);
  expect(outputs.get("a")).toEqual([{ sum: 1 }, { sum: 4 }]);
});
