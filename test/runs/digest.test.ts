import { createHash, type Hash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openAppender } from "../../src/kafka/append";
import { commitOffsets } from "../../src/kafka/offsets";
import { HEADER } from "../../src/processor/headers";
import { processFollowing, processUntilCaughtUp } from "../../src/processor/process";
import { readRuns } from "../../src/processor/runs";
import type { RunDigest } from "../../src/runs/digest";
import { JUPYTER_DISPLAY } from "../../src/view/mime";
import { deleteRecords, deleteTopic } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { append, readTopic, someInputs, topicWith, totals, type Total } from "../processor/helpers";

const place = testPlace();
type Topic = Awaited<ReturnType<typeof topicWith>>;

/** The same topic for another group, with an output topic of its own. */
function beside(topic: Topic): Topic {
  return { ...topic, group: place.unique("group"), outputTopic: place.unique("out") };
}

async function digestOf(run: { id: string }): Promise<RunDigest> {
  return (await place.workbook()).digest(run.id);
}

function rewind({ connection, group, sourceTopic }: Topic, ...offsets: number[]): Promise<void> {
  return commitOffsets(connection, group, sourceTopic, new Map(offsets.entries()));
}

/** The digest of the outputs in a topic of one run over one partition, computed as its definition says. */
async function byHand({ connection, outputTopic }: Topic): Promise<string> {
  const sha256 = (...parts: (string | Buffer)[]): Buffer =>
    parts.reduce<Hash>((hash, part) => hash.update(part), createHash("sha256")).digest();
  const each = (await readTopic(connection, outputTopic))
    .map(({ headers, timestamp, key, value }) => ({
      offset: Number(headers[HEADER.source]?.split(":")[1]),
      rest: [timestamp, String(key), headers[HEADER.warmUp] === "true"],
      value: value ?? Buffer.alloc(0),
    }))
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, rest, value }) => sha256(JSON.stringify([offset, ...rest]), "\n", value));
  return sha256(...each).toString("hex");
}

const HEX = /^[0-9a-f]{64}$/;

describe("the same definition over the same records", () => {
  test("has the same digests however the work was cut", async () => {
    const topic = await topicWith(place, someInputs(120, 9));
    const whole = await digestOf(await processUntilCaughtUp(topic, {}));
    expect(Object.keys(whole.outputs)).toEqual(["0"]);
    expect(whole.outputs["0"]).toMatch(HEX);
    expect(whole.state?.["0"]).toMatch(HEX);

    const inSteps = beside(topic);
    let run = await processUntilCaughtUp(inSteps, { until: { offset: 1 } });
    for (const offset of [2, 40, 41, 97]) run = await processUntilCaughtUp(inSteps, { until: { offset } });
    const partial = await digestOf(run);
    expect(partial.outputs).not.toEqual(whole.outputs);
    expect(partial.state).not.toEqual(whole.state);
    run = await processUntilCaughtUp(inSteps, {});
    expect(await digestOf(run)).toEqual(whole);
  });

  test("has the same digests with one member or two, and with another number of output partitions", async () => {
    const topic = await topicWith(place, someInputs(300, 40), 3);
    const alone = await digestOf(await processUntilCaughtUp(topic, {}));
    expect(Object.keys(alone.outputs)).toEqual(["0", "1", "2"]);
    expect(new Set(Object.values(alone.outputs)).size).toBe(3);

    const shared = beside(topic);
    const [run] = await Promise.all([
      processUntilCaughtUp(shared, {}),
      processUntilCaughtUp({ ...shared, connection: await place.connect() }, {}),
    ]);
    expect(await digestOf(run)).toEqual(alone);

    const spread = beside(topic);
    await (
      await spread.connection.admin()
    ).createTopics({
      topics: [{ topic: spread.outputTopic, numPartitions: 2 }],
    });
    expect(await digestOf(await processUntilCaughtUp(spread, {}))).toEqual(alone);
  });

  test("has the same digests after a rewind; the changelog is then the later run's", async () => {
    const topic = await topicWith(place, someInputs(80, 9), 2);
    const first = await processUntilCaughtUp(topic, {});
    const before = await digestOf(first);
    await rewind(topic, 0, 0);
    const second = await processUntilCaughtUp(topic, {});
    expect(second.id).not.toBe(first.id);
    expect(await digestOf(second)).toEqual(before);

    const after = await digestOf(first);
    expect(after.outputs).toEqual(before.outputs);
    expect(after.state).toBeNull();
    expect(after.text).toContain(`no digest of its state, as the run ${second.id} has gone on`);
  });

  test("begun in the middle it is marked by its warm-up, and comes to the same state", async () => {
    const topic = await topicWith(place, someInputs(60, 7));
    const whole = await digestOf(await processUntilCaughtUp(topic, {}));
    const [late, restarted] = [beside(topic), beside(topic)];
    await rewind(late, 30);
    const once = await digestOf(await processUntilCaughtUp(late, {}));
    await rewind(restarted, 30);
    await processUntilCaughtUp(restarted, { until: { offset: 31 } });
    const twice = await digestOf(await processUntilCaughtUp(restarted, {}));
    expect(twice).toEqual(once);
    expect(once.outputs["0"]).toBe(await byHand(late));
    expect(once.state).toEqual(whole.state);
    expect(once.outputs).not.toEqual(whole.outputs);
  });

  test("with several outputs of a record, keeps their order", async () => {
    const topic = await topicWith(place, someInputs(20, 3));
    const listing = (twist: (list: Total[]) => Total[]): Topic => ({
      ...beside(topic),
      processor: {
        ...totals(),
        step: (state, record) => {
          const [next] = totals().step(state, record);
          return [next, twist([state, next])];
        },
      },
    });
    const straight = await digestOf(
      await processUntilCaughtUp(
        listing((list) => list),
        {},
      ),
    );
    const again = await digestOf(
      await processUntilCaughtUp(
        listing((list) => [...list]),
        {},
      ),
    );
    const reversed = await digestOf(
      await processUntilCaughtUp(
        listing((list) => list.reverse()),
        {},
      ),
    );
    expect(again).toEqual(straight);
    expect(reversed.state).toEqual(straight.state);
    expect(reversed.outputs).not.toEqual(straight.outputs);
  });
});

test("another definition has other digests", async () => {
  const topic = await topicWith(place, someInputs(30, 3));
  const one = await digestOf(await processUntilCaughtUp(topic, {}));
  const two = await digestOf(await processUntilCaughtUp({ ...beside(topic), processor: totals(2) }, {}));
  expect(two.outputs["0"]).not.toBe(one.outputs["0"]);
  expect(two.state?.["0"]).not.toBe(one.state?.["0"]);
});

test("only the latest outputs are other outputs, of the same state", async () => {
  const topic = await topicWith(place, someInputs(30, 3));
  const every = await digestOf(await processUntilCaughtUp(topic, {}));
  const latest = await digestOf(await processUntilCaughtUp({ ...beside(topic), emit: "latest" }, {}));
  expect(latest.state).toEqual(every.state);
  expect(latest.outputs).not.toEqual(every.outputs);
});

test("a run that follows has digests of what it has done", async () => {
  const topic = await topicWith(place, someInputs(30, 3));
  const reference = beside(topic);
  const following = await processFollowing(topic, {});
  await following.caughtUp;
  const before = await digestOf({ id: `${topic.group}:${topic.sourceTopic}:1` });
  expect(before).toEqual(await digestOf(await processUntilCaughtUp(reference, {})));
  await append(topic.connection, topic.sourceTopic, someInputs(10, 3));
  const run = await following.stop();
  await processUntilCaughtUp(topic, {});
  expect(await digestOf(run)).toEqual(await digestOf(await processUntilCaughtUp(reference, {})));
});

describe("what is no longer there", () => {
  test("of the outputs, refuses; of the changelog, leaves the state out and says why", async () => {
    const topic = await topicWith(place, someInputs(30, 3));
    const run = await processUntilCaughtUp(topic, {});
    const changelog = place.names.changelog(topic.group, topic.sourceTopic);
    const { outputs } = await digestOf(run);
    const appender = await openAppender(topic.connection);
    await appender.append(changelog, [{ key: "key-1", value: null, timestamp: 1, partition: 0 }]);
    const cut = await digestOf(run);
    expect({ outputs: cut.outputs, state: cut.state }).toEqual({ outputs, state: null });
    expect(cut.text).toContain("its changelog has 2 of 3 keys of partition 0");
    await deleteTopic(topic.connection, changelog);
    const gone = await digestOf(run);
    expect({ outputs: gone.outputs, state: gone.state }).toEqual({ outputs, state: null });
    expect(gone.text).toContain("no digest of its state, as its changelog was deleted");
    await deleteRecords(topic.connection, topic.outputTopic, 1);
    expect((await errorOf(digestOf(run))).code).toBe("LOG_GAP");
  });

  test("as the run has gone on meanwhile, is left out: a state in between is that of no offset", async () => {
    const topic = await topicWith(place, someInputs(30, 3));
    const run = await processUntilCaughtUp(topic, {});
    const { outputs } = await digestOf(run);
    const { progress } = await readRuns(topic.connection, place.names.runs);
    const value = JSON.stringify([30, progress.get(run.id)?.get(0)?.lineage, null, { total: 0, count: 0 }]);
    const appender = await openAppender(topic.connection);
    const changelog = place.names.changelog(topic.group, topic.sourceTopic);
    await appender.append(changelog, [{ key: "key-1", value, timestamp: 1, partition: 0 }]);
    const headers = { [HEADER.run]: run.id, [HEADER.source]: "0:30" };
    await appender.append(topic.outputTopic, [{ key: "key-1", value: "{}", timestamp: 1, headers }]);
    const digest = await digestOf(run);
    expect({ outputs: digest.outputs, state: digest.state }).toEqual({ outputs, state: null });
    expect(digest.text).toContain("no digest of its state, as the run is at work");
  });

  test("a run, is named", async () => {
    expect((await errorOf(digestOf({ id: "nobody's" }))).message).toContain("nobody's");
  });
});

test("shows range, count and digests; is plain data as JSON; names that look like HTML stay text", async () => {
  const topic = {
    ...(await topicWith(place, someInputs(30, 3))),
    group: place.unique("<img src=x>\u001b[2J"),
  };
  const run = await processUntilCaughtUp(topic, {});
  const digest = await digestOf(run);
  const { outputs, state } = digest;
  expect(JSON.parse(JSON.stringify(digest))).toEqual({ outputs, state });
  expect(digest.text).toMatch(
    new RegExp(`^ +0 +0 +30 +30 +${outputs["0"] ?? ""} +${state?.["0"] ?? ""}$`, "m"),
  );
  expect(digest.text).not.toContain("\u001b");
  const shown = digest[JUPYTER_DISPLAY]();
  expect(shown["text/html"]).toContain("&lt;img src=x");
  expect(shown["text/html"]).not.toContain("<img");
  expect(shown["text/plain"]).toContain(outputs["0"]);
});
