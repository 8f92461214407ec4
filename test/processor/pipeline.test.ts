import { expect, test } from "vitest";
import { describeGroup } from "../../src/kafka/groups";
import { committedOffsets } from "../../src/kafka/offsets";
import { openAppender } from "../../src/kafka/append";
import { ensureTopic } from "../../src/kafka/topics";
import { TransactionalProducer } from "../../src/kafka/transactions";
import { HEADER } from "../../src/processor/headers";
import { processFollowing, processUntilCaughtUp } from "../../src/processor/process";
import { readRuns } from "../../src/processor/runs";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import { allRecords, numbered } from "../fixtures/records";
import { append, expectedTotals, outputsByKey, readTopic, someInputs, topicWith, totals } from "./helpers";

const place = testPlace();

test("progress tells of whole batches at every moment, and of many of them every output is there once, in order", async () => {
  const inputs = someInputs(60_000, 13);
  const assignment = await topicWith(place, inputs);
  const { connection, names, group, sourceTopic, outputTopic } = assignment;
  const watching = await place.connect();
  const following = await processFollowing(assignment, {});
  const seen = new Set<number>();
  await until("all is processed", async () => {
    const run = (await readRuns(watching, names.runs)).progress.get(`${group}:${sourceTopic}:1`)?.get(0);
    if (run === undefined) return false;
    expect(run.recordsOut).toBe(run.nextOffset);
    seen.add(run.nextOffset);
    return run.nextOffset === inputs.length;
  });
  expect(seen.size).toBeGreaterThan(1);
  await following.stop();
  const sources = (await readTopic(connection, outputTopic)).map(({ headers }) => headers[HEADER.source]);
  expect(sources).toEqual(inputs.map((_, offset) => `0:${offset}`));
  expect((await committedOffsets(connection, group)).get(sourceTopic)).toEqual(new Map([[0, 60_000]]));
});

test("members that come and go while it works leave every output once", async () => {
  const inputs = someInputs(12_000, 40);
  const assignment = await topicWith(place, inputs, 4);
  const { connection, group, outputTopic } = assignment;
  const first = await processFollowing(assignment, {});
  const second = await processFollowing({ ...assignment, connection: await place.connect() }, {});
  await append(connection, assignment.sourceTopic, inputs);
  await first.stop();
  const third = await processFollowing({ ...assignment, connection: await place.connect() }, {});
  await append(connection, assignment.sourceTopic, inputs);
  await second.stop();
  const all = [...inputs, ...inputs, ...inputs];
  const rest = await processUntilCaughtUp(assignment, {});
  await third.stop();
  expect(rest.id).toBe(`${group}:${assignment.sourceTopic}:1`);
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals(all));
});

test("a follower whose processor is given a bad record puts aside, or stops, as it was told", async () => {
  const assignment = await topicWith(place, someInputs(10));
  const { connection, sourceTopic, group } = assignment;
  const following = await processFollowing({ ...assignment, badRecords: "dead-letter" }, {});
  await following.caughtUp;
  const appender = await openAppender(connection);
  await appender.append(sourceTopic, [{ key: "key-0", value: "{", timestamp: 1 }]);
  await append(connection, sourceTopic, someInputs(10));
  await until(
    "all is processed",
    async () => (await committedOffsets(connection, group)).get(sourceTopic)?.get(0) === 21,
  );
  expect(await following.stop()).toMatchObject({ recordsIn: 21, deadLetters: 1, recordsOut: 20 });
  const strict = await processFollowing(assignment, {});
  await appender.append(sourceTopic, [{ key: "key-0", value: "{", timestamp: 1 }]);
  expect((await errorOf(strict.done)).code).toBe("BAD_RECORD");
  expect((await describeGroup(connection, group)).members).toEqual([]);
});

test("records that others have aborted count for nothing, and markers at the end are passed", async () => {
  const connection = await place.connection();
  const [sourceTopic, outputTopic] = [place.unique("in"), place.unique("out")];
  await ensureTopic(connection, { topic: sourceTopic, partitions: 1 });
  const group = place.unique("group");
  const assignment = { connection, names: place.names, group, sourceTopic, outputTopic, processor: totals() };
  const records = (amount: number) =>
    numbered(0, 3).map((record) => ({ ...record, key: "a", value: JSON.stringify({ amount }) }));
  const producer = await TransactionalProducer.open(connection, place.unique("id"));
  await producer.run((transaction) => transaction.send({ topic: sourceTopic, records: records(1) }));
  const aborted = producer.run(async (transaction) => {
    await transaction.send({ topic: sourceTopic, records: records(100) });
    throw new Error("no");
  });
  await expect(aborted).rejects.toThrow("no");
  await producer.run((transaction) => transaction.send({ topic: sourceTopic, records: records(2) }));
  await until("it can be read", async () => (await allRecords(connection, sourceTopic)).length === 6);
  expect(await processUntilCaughtUp(assignment, {})).toMatchObject({ recordsIn: 6 });
  const inputs = [1, 1, 1, 2, 2, 2].map((amount) => ({ key: "a", amount }));
  expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals(inputs));
  expect(await processUntilCaughtUp(assignment, {})).toMatchObject({ recordsIn: 0, warmedUp: 0 });
});
