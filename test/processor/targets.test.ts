import { describe, expect, test } from "vitest";
import { committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { openAppender } from "../../src/kafka/append";
import { ensureTopic } from "../../src/kafka/topics";
import { processUntilCaughtUp } from "../../src/processor/process";
import { defineProcessor } from "../../src/processor/processor";
import { requireOwnKey, targetsOf } from "../../src/processor/targets";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { append, expectedTotals, outputsByKey, someInputs, topicWith } from "./helpers";

const place = testPlace();

/** Two partitions: event times 10, 20 … 60 in the first, 25 and 15 in the second. */
async function timedTopic(): Promise<string> {
  const topic = place.unique("topic");
  await ensureTopic(await place.connection(), { topic, partitions: 2 });
  const appender = await openAppender(await place.connection());
  const record = (partition: number, timestamp: number) => ({ key: "k", value: "1", timestamp, partition });
  await appender.append(
    topic,
    [10, 20, 30, 40, 50, 60].map((time) => record(0, time)),
  );
  for (const time of [25, 15]) await appender.append(topic, [record(1, time)]);
  return topic;
}

describe("where to end", () => {
  test.each([
    ["the log's end", undefined, [6, 2]],
    ["an offset", { offset: 4 }, [4, 2]],
    ["offset 0", { offset: 0 }, [0, 0]],
    ["an offset beyond the end", { offset: 99 }, [6, 2]],
    ["a record's time: before it", { time: new Date(30) }, [2, 2]],
    ["between two times: before the later one", { time: new Date(21) }, [2, 0]],
    ["the first record of that time or later, whatever comes behind it", { time: new Date(12) }, [1, 0]],
    ["before all", { time: new Date(0) }, [0, 0]],
    ["after all", { time: new Date(61) }, [6, 2]],
  ])("%s", async (_, until, expected) => {
    const connection = await place.connection();
    const topic = await timedTopic();
    const ends = await listOffsets(connection, topic, "stable");
    expect([...(await targetsOf(connection, topic, ends, until)).values()]).toEqual(expected);
  });

  test.each([{ offset: -1 }, { offset: 1.5 }, { offset: NaN }, { time: new Date("never") }])(
    "%o is refused",
    async (until) => {
      const assignment = await topicWith(place, []);
      const error = await errorOf(processUntilCaughtUp(assignment, { until }));
      expect(error.code).toBe("BAD_OPTION");
      expect(await committedOffsets(assignment.connection, assignment.group)).toEqual(new Map());
    },
  );
});

test("a run that is ended early is gone on with by the next call; one that ends before the playhead does nothing", async () => {
  const inputs = someInputs(90, 9);
  const assignment = await topicWith(place, inputs, 2);
  const { connection, group, sourceTopic, outputTopic } = assignment;
  const early = await processUntilCaughtUp(assignment, { until: { offset: 13 } });
  expect(early.recordsIn).toBe(26);
  expect([...((await committedOffsets(connection, group)).get(sourceTopic)?.values() ?? [])]).toEqual([
    13, 13,
  ]);
  expect(await processUntilCaughtUp(assignment, { until: { offset: 5 } })).toMatchObject({
    id: early.id,
    recordsIn: 0,
  });
  const time = new Date(1_700_000_000_000 + 60_000);
  const later = await processUntilCaughtUp(assignment, { until: { time } });
  expect(later).toMatchObject({ id: early.id, recordsIn: 60 - 26 });
  await processUntilCaughtUp(assignment, {});
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals(inputs));
});

describe("a key of the processor's own", () => {
  const byParity = defineProcessor<number, { amount: number }, { sum: number }>({
    name: "by-parity",
    initialState: 0,
    key: ({ value, key }) => (value.amount % 2 === 0 ? "even" : `odd, ${key === "" ? "?" : "named"}`),
    step: (sum, { value, key }) => [sum + value.amount, { sum: key === "even" ? sum + value.amount : -1 }],
  });

  test("keeps state and outputs by it, on a topic of one partition, over a restart as well", async () => {
    const assignment = await topicWith(place, someInputs(40, 5));
    const { connection, sourceTopic } = assignment;
    const own = { ...assignment, processor: byParity };
    await processUntilCaughtUp(own, {});
    await append(connection, sourceTopic, someInputs(40, 5));
    expect(await processUntilCaughtUp(own, {})).toMatchObject({ recordsIn: 40, warmedUp: 0 });
    const even = [...someInputs(40, 5), ...someInputs(40, 5)]
      .map(({ amount }) => amount)
      .filter((n) => n % 2 === 0);
    const outputs = await outputsByKey<{ sum: number }>(connection, assignment.outputTopic);
    expect([...outputs.keys()].sort()).toEqual(["even", "odd, named"]);
    expect(outputs.get("even")?.at(-1)).toEqual({ sum: even.reduce((sum, n) => sum + n, 0) });
    expect(outputs.get("even")).toHaveLength(even.length);
  });

  test("is refused above one partition, before anything is done", async () => {
    const assignment = await topicWith(place, someInputs(4), 2);
    const error = await errorOf(processUntilCaughtUp({ ...assignment, processor: byParity }, {}));
    expect(error.code).toBe("REPARTITION_NEEDED");
    expect(error.message).toContain("2 partitions");
    expect(await committedOffsets(assignment.connection, assignment.group)).toEqual(new Map());
    expect(() => requireOwnKey(byParity, "t", 1)).not.toThrow();
  });
});
