import { expect, test } from "vitest";
import { readOutputs, type OutputRecord } from "../../src/runs/output-records";
import { commitOffsets } from "../../src/kafka/offsets";
import { openAppender } from "../../src/kafka/append";
import { ensureTopic } from "../../src/kafka/topics";
import { processUntilCaughtUp } from "../../src/processor/process";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { expectedTotals, someInputs, topicWith, totals, type Total } from "../processor/helpers";

const place = testPlace();

test("every step of one run, in order, and none of another run or of somebody else", async () => {
  const inputs = someInputs(120, 6);
  const assignment = await topicWith(place, inputs, 3);
  const { connection, group, sourceTopic, outputTopic } = assignment;
  const first = await processUntilCaughtUp(assignment, {});
  await commitOffsets(
    connection,
    group,
    sourceTopic,
    new Map([
      [0, 0],
      [1, 0],
      [2, 0],
    ]),
  );
  const second = await processUntilCaughtUp({ ...assignment, processor: totals(2) }, {});
  const appender = await openAppender(connection);
  await appender.append(outputTopic, [{ key: "key-0", value: "not ours", timestamp: 1 }]);

  for (const [run, factor] of [
    [first, 1],
    [second, 2],
  ] as const) {
    const outputs: OutputRecord<Total>[] = [];
    for await (const output of readOutputs<Total>(connection, outputTopic, run.id)) outputs.push(output);
    expect(outputs).toHaveLength(120);
    expect(new Set(outputs.map((output) => output.run))).toEqual(new Set([run.id]));
    for (const [key, expected] of expectedTotals(inputs, factor)) {
      expect(outputs.filter((output) => output.key === key).map(({ output }) => output)).toEqual(expected);
    }
    const places = outputs.map(({ partition, offset }) => [partition, offset] as const);
    expect(places).toEqual([...places].sort(([a, b], [c, d]) => a - c || b - d));
  }
});

test("a run that is not there has no outputs; a topic that is not there is named", async () => {
  const { connection } = await topicWith(place, []);
  const topic = place.unique("outputs");
  const all = async (): Promise<unknown[]> => {
    const outputs: unknown[] = [];
    for await (const output of readOutputs(connection, topic, "nobody's")) outputs.push(output);
    return outputs;
  };
  expect((await errorOf(all())).code).toBe("TOPIC_NOT_FOUND");
  const appender = await openAppender(connection);
  await ensureTopic(connection, { topic, partitions: 1 });
  await appender.append(topic, [{ key: "k", value: "v", timestamp: 1 }]);
  expect(await all()).toEqual([]);
});
