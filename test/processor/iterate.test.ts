import { expect, test } from "vitest";
import { listGroups } from "../../src/kafka/groups";
import { listTopics } from "../../src/kafka/topics";
import { iterate, type IteratedOutput, type IterateOptions } from "../../src/processor/iterate";
import { deleteRecords } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { append, expectedTotals, someInputs, topicWith, totals, type Total } from "./helpers";

const place = testPlace();
type Topic = Awaited<ReturnType<typeof topicWith>>;

async function all(
  { connection, processor, sourceTopic }: Topic,
  options: IterateOptions = {},
): Promise<IteratedOutput<Total>[]> {
  const outputs: IteratedOutput<Total>[] = [];
  for await (const output of iterate(connection, processor, sourceTopic, options)) outputs.push(output);
  return outputs;
}

function byKey(outputs: readonly IteratedOutput<Total>[]): Map<string, Total[]> {
  const found = new Map<string, Total[]>();
  for (const { key, output } of outputs) found.set(key, [...(found.get(key) ?? []), output]);
  return found;
}

test("gives the outputs of a fold over the whole topic, in the order of each log, and leaves nothing behind", async () => {
  const inputs = someInputs(300, 9);
  const assignment = await topicWith(place, inputs, 3);
  const ownTopics = async (): Promise<string[]> =>
    (await listTopics(assignment.connection)).filter((topic) => topic.startsWith(place.prefix));
  const topics = await ownTopics();
  const outputs = await all(assignment);
  expect(byKey(outputs)).toEqual(expectedTotals(inputs));
  const places = outputs.map(({ partition, offset }) => partition * 1000 + offset);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(outputs[0]?.timestamp).toBeGreaterThanOrEqual(1_700_000_000_000);
  expect(await ownTopics()).toEqual(topics);
  expect(await listGroups(assignment.connection)).not.toContain(assignment.group);
});

test("ends where it is told to, at what was there at the start, or with a break", async () => {
  const inputs = someInputs(200, 9);
  const assignment = await topicWith(place, inputs);
  expect(byKey(await all(assignment, { until: { offset: 33 } }))).toEqual(
    expectedTotals(inputs.slice(0, 33)),
  );
  const time = new Date(1_700_000_000_000 + 33_000);
  expect(await all(assignment, { until: { time } })).toHaveLength(33);
  let seen = 0;
  for await (const output of iterate(assignment.connection, totals(), assignment.sourceTopic, {})) {
    expect(output.offset).toBe(seen++);
    if (seen === 1) await append(assignment.connection, assignment.sourceTopic, inputs);
  }
  expect(seen).toBe(200);
  for await (const { offset } of iterate(assignment.connection, totals(), assignment.sourceTopic, {})) {
    seen = offset;
    if (offset === 7) break;
  }
  expect(seen).toBe(7);
});

test("a signal ends it", async () => {
  const assignment = await topicWith(place, someInputs(20), 2);
  expect(await all(assignment, { signal: AbortSignal.abort() })).toEqual([]);
});

test("begins where the log does", async () => {
  const inputs = someInputs(50, 5);
  const assignment = await topicWith(place, inputs);
  await deleteRecords(assignment.connection, assignment.sourceTopic, 20);
  expect(byKey(await all(assignment))).toEqual(expectedTotals(inputs.slice(20)));
});

test("gives all outputs before a record that can't be processed", async () => {
  const assignment = await topicWith(place, someInputs(10));
  const processor: Topic["processor"] = {
    ...totals(),
    step: (state, record) => {
      if (record.offset === 6) throw new Error("no more");
      return totals().step(state, record);
    },
  };
  const offsets: number[] = [];
  const failing = (async () => {
    for await (const { offset } of iterate(assignment.connection, processor, assignment.sourceTopic, {}))
      offsets.push(offset);
  })();
  expect((await errorOf(failing)).code).toBe("BAD_RECORD");
  expect(offsets).toEqual([0, 1, 2, 3, 4, 5]);
});

test("a topic that is not there, or a key of the processor's own above one partition, is refused", async () => {
  const assignment = await topicWith(place, [], 2);
  expect((await errorOf(all({ ...assignment, sourceTopic: "nowhere" }))).code).toBe("TOPIC_NOT_FOUND");
  const processor = { ...totals(), key: () => "k" };
  expect((await errorOf(all({ ...assignment, processor }))).code).toBe("REPARTITION_NEEDED");
});
