import { inspect } from "node:util";
import { expect, test } from "vitest";
import { readTopicSettings, topicWarnings, warningsOf } from "../../src/kafka/topic-warnings";
import { ensureTopic } from "../../src/kafka/topics";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest } from "../../src/rewind/targets";
import { alterTopic } from "../fixtures/admin";
import { testPlace } from "../fixtures/place";

const place = testPlace();
const OURS = { "cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1" };

function warningsFor(settings: Record<string, string>, compacted = false): string[] {
  return topicWarnings({ topic: "rides", compacted }, { ...OURS, ...settings }, (change) => `set ${change}`);
}

test("a log that is kept, with its event times, is nothing to warn of", () => {
  expect(warningsFor({})).toEqual([]);
  expect(warningsFor({ "message.timestamp.type": "CreateTime" })).toEqual([]);
  expect(topicWarnings({ topic: "rides" }, {}, String)).toEqual([]);
});

test("a limit of age or size: what it takes away, and what changes it", () => {
  const [age, size] = warningsFor({ "retention.ms": "604800000", "retention.bytes": "1000000" });
  expect(age).toContain("rides keeps records for 168 h only (retention.ms=604800000)");
  expect(age).toContain("a rewind can't go back to them");
  expect(age).toMatch(/: set retention\.ms=-1$/);
  expect(size).toContain("rides keeps 1.00 MB of each partition only (retention.bytes=1000000)");
  expect(size).toMatch(/: set retention\.bytes=-1$/);
});

test("a compacted source has lost records; there a limit of age counts only beside 'delete'", () => {
  const compact = warningsFor({ "cleanup.policy": "compact", "retention.ms": "1000" });
  expect(compact).toHaveLength(1);
  expect(compact[0]).toContain("all but the last are deleted");
  expect(warningsFor({ "cleanup.policy": "compact,delete", "retention.ms": "1000" })).toHaveLength(2);
});

test("of a topic of ours that is to be compacted, only a limit is warned of", () => {
  const settings = { "cleanup.policy": "compact", "message.timestamp.type": "LogAppendTime" };
  expect(warningsFor(settings, true)).toEqual([]);
  expect(warningsFor({ "retention.ms": "1000" }, true)[0]).toContain("what the workbook knows of runs");
});

test("event time that is not kept", () => {
  const [warning, ...others] = warningsFor({ "message.timestamp.type": "LogAppendTime" });
  expect(others).toEqual([]);
  expect(warning).toContain("time of arrival");
  expect(warning).toMatch(/: set message\.timestamp\.type=CreateTime$/);
});

test("ingesting, processing, replaying and a rewind's dry run tell it; of the topics that we make there is nothing", async () => {
  const connection = await place.connection();
  const workbook = await place.workbook();
  const { source, calculator } = workbook.names;
  const ingested = await workbook.ingest("data/journeys.csv");
  expect(ingested.facts.warnings).toEqual([]);
  expect((await workbook.process(cumulativeDistance({ unit: "km" }))).warnings).toEqual([]);
  const [far] = ["4000000000000"];
  await alterTopic(connection, source, {
    "message.timestamp.type": "LogAppendTime",
    "retention.ms": String(far),
  });
  await expect.poll(() => warningsOf(connection, [{ topic: source }])).toHaveLength(2);
  const texts = [
    inspect(await workbook.ingest("data/journeys.csv")),
    inspect(await workbook.process(cumulativeDistance({ unit: "km" }))),
    inspect(await workbook.replay(source, {}, { km: cumulativeDistance({ unit: "km" }) })),
    inspect(await workbook.rewind(calculator, earliest())),
  ];
  for (const text of texts) {
    expect(text).toContain(`${source} stamps records with the time at which they arrive`);
    expect(text).toContain(`(retention.ms=${far})`);
    expect(text).toMatch(new RegExp(`kafka-configs .*--entity-name ${source} --add-config retention.ms=-1`));
  }
});

test("what is not there has no settings", async () => {
  const connection = await place.connection();
  expect(await readTopicSettings(connection, place.unique("missing"))).toBeUndefined();
  const topic = place.unique("topic");
  await ensureTopic(connection, { topic, partitions: 1 });
  expect(await readTopicSettings(connection, topic)).toMatchObject({ "retention.ms": "-1" });
});
