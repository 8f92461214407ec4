import { expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import type { Connection } from "../../src/kafka/connection";
import { commitOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { PlayheadsReader } from "../../src/playheads/read";
import { processUntilCaughtUp } from "../../src/processor/process";
import { defineProcessor } from "../../src/processor/processor";
import { inWindow } from "../../src/window/in-window";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { numbered } from "../fixtures/records";

const place = testPlace();

async function filled(connection: Connection, records: number, partitions = 1): Promise<string> {
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions });
  await (await openAppender(connection)).append(topic, numbered(0, records));
  return topic;
}

test("logs with their times, and the groups that have a place on one of the topics, in the order they came", async () => {
  const connection = await place.connection();
  const [one, two] = [await filled(connection, 10, 2), await filled(connection, 5)];
  const elsewhere = await filled(connection, 1);
  const [later, earlier, stranger] = ["b", "a", "c"].map((name) => place.unique(name)) as [
    string,
    string,
    string,
  ];
  await commitOffsets(connection, later, one, new Map([[0, 4]]));
  await commitOffsets(connection, stranger, elsewhere, new Map([[0, 1]]));
  const reader = new PlayheadsReader(connection, place.names.runs, [one, two]);
  const first = await reader.read();
  expect(first.topics).toEqual([
    {
      topic: one,
      partitions: [
        { partition: 0, start: 0, end: 10, firstTime: 1_000, lastTime: 1_009 },
        { partition: 1, start: 0, end: 0 },
      ],
    },
    { topic: two, partitions: [{ partition: 0, start: 0, end: 5, firstTime: 1_000, lastTime: 1_004 }] },
  ]);
  const place0 = { topic: one, partition: 0 };
  expect(first.groups).toEqual([
    { group: later, state: "Empty", members: 0, runs: [], positions: [{ ...place0, offset: 4 }] },
  ]);

  await commitOffsets(connection, earlier, two, new Map([[0, 5]]));
  await commitOffsets(connection, later, one, new Map([[0, 6]]));
  await (await openAppender(connection)).append(two, numbered(5, 6));
  const second = await reader.read();
  expect(second.groups.map(({ group, positions }) => [group, positions[0]?.offset])).toEqual([
    [later, 6],
    [earlier, 5],
  ]);
  expect(second.topics[1]?.partitions[0]).toMatchObject({ end: 6, lastTime: 1_005 });
});

test("a group's latest run is named, with the stretch of the log that its window covers", async () => {
  const connection = await place.connection();
  const topic = await filled(connection, 20);
  const group = place.unique("group");
  const [from, to] = [1_005, 1_012].map((time) => new Date(time));
  const counter = defineProcessor({
    name: "counter",
    initialState: 0,
    step: (state: number) => [state + 1, { state }],
  });
  const processor = inWindow(counter, { from: from!, to: to! });
  await processUntilCaughtUp(
    {
      ...{ connection, names: place.names, group, sourceTopic: topic, outputTopic: place.unique("output") },
      ...{ processor, badRecords: "stop", emit: "every", state: "follow" },
    },
    {},
  );
  const { groups } = await new PlayheadsReader(connection, place.names.runs, [topic]).read();
  expect(groups).toHaveLength(1);
  expect(groups[0]?.runs).toEqual([
    {
      topic,
      text: expect.stringMatching(/^run 1: counter 1 \(/) as unknown,
      window: { from: 1_005, to: 1_012, stretches: [{ partition: 0, start: 5, end: 12 }] },
    },
  ]);
});

test("a topic that does not exist", async () => {
  const reader = new PlayheadsReader(await place.connection(), place.names.runs, [place.unique("none")]);
  expect((await errorOf(reader.read())).code).toBe("TOPIC_NOT_FOUND");
});
