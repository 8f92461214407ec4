import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlayheadError } from "../../src/errors";
import { commitOffsets } from "../../src/kafka/offsets";
import type { LogPlace } from "../../src/kafka/own-value";
import { processUntilCaughtUp } from "../../src/processor/process";
import type { Run, RunProgress } from "../../src/processor/runs";
import { asOfRows, lastResults, limitsOf, type AsOfRow, type SourceOffsets } from "../../src/runs/as-of";
import { deleteRecords } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { append, expectedTotals, readTopic, someInputs, topicWith, totals } from "../processor/helpers";

const place = testPlace();
type Topic = Awaited<ReturnType<typeof topicWith>>;

interface Made {
  key: string;
  source: { partition: number; offset: number };
  value: Buffer;
  at: LogPlace;
}

/** Outputs in the order in which they were made: one to three of a record, each key in one source partition. */
const history: fc.Arbitrary<Made[]> = fc
  .array(
    fc.record({
      key: fc.nat(5),
      outputs: fc.integer({ min: 1, max: 3 }),
      outputPartition: fc.nat(2),
      skipped: fc.nat(2),
    }),
    { maxLength: 40 },
  )
  .map((records) => {
    const next = [0, 0, 0];
    return records.flatMap(({ key, outputs, outputPartition, skipped }, record) => {
      const partition = key % 3;
      const offset = (next[partition] ?? 0) + skipped;
      next[partition] = offset + 1;
      return Array.from({ length: outputs }, (_, i) => ({
        key: `${key}`,
        source: { partition, offset },
        value: Buffer.from(JSON.stringify({ record, i })),
        at: { topic: "out", partition: outputPartition, offset: record },
      }));
    });
  });

test("each key's last output before the offset, as a plain fold has it, wherever the outputs lie", async () => {
  const limits = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30));
  await fc.assert(
    fc.asyncProperty(history, limits, async (outputs, before) => {
      const expected = new Map<string, string>();
      for (const { key, source, value } of outputs) {
        if (source.offset < (before[source.partition] ?? 0)) expected.set(key, String(value));
      }
      const asRead = [0, 1, 2].flatMap((id) => outputs.filter(({ at }) => at.partition === id));
      const results = await lastResults(asRead, new Map(before.entries()));
      expect(new Map([...results].map(([key, { value }]) => [key, value]))).toEqual(expected);
    }),
  );
});

describe("rows", () => {
  const source = { partition: 0, offset: 7 };
  const at = { topic: "out", partition: 0, offset: 3 };
  const rows = (outputs: Record<string, string>): AsOfRow[] =>
    asOfRows(new Map(Object.entries(outputs).map(([key, value]) => [key, { value, source, at }])));

  test("are in the order of the keys, numbers first, with the plain fields of each output", () => {
    const value = JSON.stringify({ n: 1.5, text: "t", yes: true, none: null, list: [1], object: { a: 1 } });
    const fields = { n: 1.5, text: "t", yes: true, none: null, source: "0:7" };
    expect(rows({ b: value, 10: value, 9: value })).toEqual([
      { key: "9", ...fields },
      { key: "10", ...fields },
      { key: "b", ...fields },
    ]);
    expect(Object.keys(rows({ b: value })[0] ?? {})).toEqual(["key", "n", "text", "yes", "none", "source"]);
  });

  test("keep their own key and source, and fields of any name", () => {
    const [row] = rows({ k: '{"key":"not it","source":"nor this","__proto__":1,"constructor":2}' });
    expect(JSON.stringify(row)).toBe('{"key":"k","__proto__":1,"constructor":2,"source":"0:7"}');
  });
});

describe("where a run can be asked for", () => {
  const run = { id: "g:t:2", sourceTopic: "t", partitions: 3 } as Run;
  const progress = new Map(
    [
      [0, 10, 20],
      [1, 0, 15],
    ].map(([partition = 0, startOffset = 0, nextOffset = 0]) => [
      partition,
      { partition, startOffset, nextOffset } as RunProgress,
    ]),
  );
  const both = { run: { ...run, partitions: 2 }, progress };
  const limits = (offsets?: SourceOffsets): [number, number][] => [...limitsOf(both, offsets)];
  const refusal = (offsets: SourceOffsets, found = both): Promise<PlayheadError> =>
    errorOf(Promise.resolve().then(() => limitsOf(found, offsets)));

  test("is from its start to where it has come, both included", () => {
    expect(limits()).toEqual([
      [0, 20],
      [1, 15],
    ]);
    expect(limits(10)).toEqual([
      [0, 10],
      [1, 10],
    ]);
    expect(limits({ 1: 0 })).toEqual([
      [0, 20],
      [1, 0],
    ]);
    expect(limits({ 0: 20, 1: 15 })).toEqual(limits());
  });

  test("is nowhere else", async () => {
    const before = await refusal({ 0: 9 });
    expect(before).toMatchObject({ code: "OFFSET_OUT_OF_RANGE", remedy: "give an offset from 10 to 20" });
    expect(before.message).toContain("has gone from offset 10 to 20 of t partition 0");
    expect(await refusal({ 0: 21 })).toMatchObject({ code: "OFFSET_OUT_OF_RANGE" });
    const all = await refusal(16);
    expect(all.message).toContain("from offset 0 to 15 of t partition 1");
    expect(all.remedy).toContain("for each partition, workbook.asOf(run, { 1: … }), here from 0 to 15");
    const three = { run, progress };
    expect(await refusal({ 2: 0 }, three)).toMatchObject({
      code: "OFFSET_OUT_OF_RANGE",
      remedy: "leave this partition out",
    });
    expect((await refusal(12, three)).message).toContain("has not begun on t partition 2");
    expect(await refusal({ 2: 0 })).toMatchObject({ code: "PARTITION_NOT_FOUND" });
    for (const offset of [-1, 1.5, NaN])
      expect(await refusal({ 0: offset })).toMatchObject({ code: "BAD_OPTION" });
  });
});

/** What the topic's records before the offsets make, folded by a plain loop. */
async function folded(
  { connection, sourceTopic }: Topic,
  before: (partition: number) => number,
  factor = 1,
): Promise<AsOfRow[]> {
  const records = (await readTopic(connection, sourceTopic)).filter(
    ({ partition, offset }) => offset < before(partition),
  );
  const inputs = records.map(({ key, value }) => ({
    key: String(key),
    ...(JSON.parse(String(value)) as { amount: number }),
  }));
  const sources = new Map(
    records.map(({ key, partition, offset }) => [String(key), `${partition}:${offset}`]),
  );
  return [...expectedTotals(inputs, factor)]
    .map(([key, list]) => ({ key, ...list.at(-1), source: sources.get(key) ?? "" }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

test("one partition: the results at any offset, though the run has gone on since", async () => {
  const workbook = await place.workbook();
  const topic = await topicWith(place, someInputs(60, 7));
  const run = await processUntilCaughtUp(topic, { until: { offset: 25 } });
  await processUntilCaughtUp(topic, {});
  for (const offset of [0, 1, 7, 24, 25, 26, 59, 60]) {
    expect([...(await workbook.asOf(run, offset))]).toEqual(await folded(topic, () => offset));
  }
  const now = await workbook.asOf(run.id);
  expect([...now]).toEqual(await folded(topic, () => 60));
  expect(now.text).toContain(`run ${run.id}, totals 1 (factor 1), as of offset 60 of ${topic.sourceTopic}`);
  expect(now.text).toMatch(/^key +total +count +source$/m);
  expect((await errorOf(workbook.asOf(run, 61))).code).toBe("OFFSET_OUT_OF_RANGE");
});

test("three partitions, each at an offset of its own", async () => {
  const workbook = await place.workbook();
  const topic = await topicWith(place, someInputs(90, 20), 3);
  const run = await processUntilCaughtUp(topic, {});
  expect([...(await workbook.asOf(run))]).toEqual(await folded(topic, () => Infinity));
  expect([...(await workbook.asOf(run, 5))]).toEqual(await folded(topic, () => 5));
  const before = { 0: 3, 2: 11 };
  const some = await workbook.asOf(run, before);
  expect([...some]).toEqual(await folded(topic, (id) => ({ ...before, 1: Infinity })[id] ?? 0));
  expect(some.text).toMatch(/as of offsets 0:3, 1:\d+, 2:11 of/);
});

describe("a run begun in the middle", () => {
  async function begunAt(start: number): Promise<Topic & { run: Run["id"] }> {
    const topic = await topicWith(place, someInputs(60, 7));
    await processUntilCaughtUp(topic, { until: { offset: 40 } });
    await commitOffsets(topic.connection, topic.group, topic.sourceTopic, new Map([[0, start]]));
    const again = { ...topic, processor: totals(2) };
    return { ...again, run: (await processUntilCaughtUp(again, {})).id };
  }

  test("has the results of its warm-up from its start on, and none before", async () => {
    const workbook = await place.workbook();
    const topic = await begunAt(20);
    for (const offset of [20, 21, 35, 60]) {
      expect([...(await workbook.asOf(topic.run, offset))]).toEqual(await folded(topic, () => offset, 2));
    }
    const refused = await errorOf(workbook.asOf(topic.run, 19));
    expect(refused).toMatchObject({ code: "OFFSET_OUT_OF_RANGE", remedy: "give an offset from 20 to 60" });
  });

  test("leaves the results of the run before it as they were", async () => {
    const workbook = await place.workbook();
    const topic = await begunAt(20);
    const first = topic.run.replace(/2$/, "1");
    expect([...(await workbook.asOf(first, 30))]).toEqual(await folded(topic, () => 30));
    expect((await errorOf(workbook.asOf(first, 41))).code).toBe("OFFSET_OUT_OF_RANGE");
  });
});

test("results that the topic no longer has are not guessed", async () => {
  const workbook = await place.workbook();
  const topic = await topicWith(place, someInputs(30, 3));
  const run = await processUntilCaughtUp(topic, {});
  await deleteRecords(topic.connection, topic.outputTopic, 4);
  const refused = await errorOf(workbook.asOf(run, 20));
  expect(refused.code).toBe("LOG_GAP");
  expect(refused.message).toContain("Of the 30 outputs");
  expect(refused.message).toContain("has 26 left");
});

test("a run that is not there is named", async () => {
  const nowhere = await place.workbook({ prefix: place.unique("nowhere.") });
  expect(await errorOf(nowhere.asOf("g:t:1"))).toMatchObject({ code: "RUN_NOT_FOUND" });
  const topic = await topicWith(place, someInputs(3));
  await processUntilCaughtUp(topic, {});
  const workbook = await place.workbook();
  const refused = await errorOf(workbook.asOf(`${topic.group}:${topic.sourceTopic}:2`, 1));
  expect(refused.code).toBe("RUN_NOT_FOUND");
  expect(refused.message).toContain(`${topic.group}:${topic.sourceTopic}:2`);
});

test("keys and fields that look like HTML stay text", async () => {
  const workbook = await place.workbook();
  const topic = await topicWith(place, []);
  const hostile = "<img src=x onerror=alert(1)>\u001b[2J";
  await append(topic.connection, topic.sourceTopic, [{ key: hostile, amount: 1 }]);
  const processor: Topic["processor"] = {
    ...totals(),
    step: (state) => [state, { ...state, [hostile]: hostile } as never],
  };
  const results = await workbook.asOf(await processUntilCaughtUp({ ...topic, processor }, {}));
  expect(results[0]).toMatchObject({ key: hostile, [hostile]: hostile });
  expect(results.html).toContain("&lt;img src=x");
  expect(results.html).not.toContain("<img");
  expect(results.text).not.toContain("\u001b");
});
