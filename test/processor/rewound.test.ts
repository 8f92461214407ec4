import { describe, expect, test } from "vitest";
import { commitOffsets, committedOffsets, listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { processFollowing, processUntilCaughtUp } from "../../src/processor/process";
import { readRuns, runsOf } from "../../src/processor/runs";
import { HEADER } from "../../src/processor/headers";
import { addPartitions, deleteRecords, deleteTopic } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { until } from "../fixtures/until";
import { append, expectedTotals, outputsByKey, readTopic, someInputs, topicWith, totals } from "./helpers";

const place = testPlace();

type Topic = Awaited<ReturnType<typeof topicWith>>;

/** Thirty records of three keys in one partition, processed to `end`. */
const INPUTS = someInputs(30, 3);
async function processedTo(end: number): Promise<Topic> {
  const assignment = await topicWith(place, INPUTS);
  await processUntilCaughtUp(assignment, { until: { offset: end } });
  return assignment;
}

function moveTo({ connection, group, sourceTopic }: Topic, offset: number): Promise<void> {
  return commitOffsets(connection, group, sourceTopic, new Map([[0, offset]]));
}

/** The outputs of a run by source offset; those of the warm-up with an asterisk. */
async function outputsOf({ connection, outputTopic }: Topic, run: string): Promise<Record<string, unknown>> {
  const outputs: Record<string, unknown> = {};
  for (const { headers, value } of await readTopic(connection, outputTopic)) {
    if (headers[HEADER.run] !== run) continue;
    const source = `${headers[HEADER.source]}${headers[HEADER.warmUp] === undefined ? "" : "*"}`;
    expect(outputs).not.toHaveProperty([source]);
    outputs[source] = JSON.parse(String(value));
  }
  return outputs;
}

/** The same by a plain fold over the records from `begin` on: outputs from `start` on, before that each key's last. */
function folded(
  factor: number,
  start: number,
  { begin = 0, end = INPUTS.length } = {},
): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (let offset = begin; offset < end; offset++) {
    const { key } = INPUTS[offset] as (typeof INPUTS)[number];
    const output = expectedTotals(INPUTS.slice(begin, offset + 1), factor)
      .get(key)
      ?.at(-1);
    if (offset >= start) all[`0:${offset}`] = output;
    else if (!INPUTS.slice(offset + 1, start).some((later) => later.key === key))
      all[`0:${offset}*`] = output;
  }
  return all;
}

describe("with the same definition", () => {
  test("back to the middle: only the keys that went on are stepped again, and what comes out is the same", async () => {
    const assignment = await processedTo(30);
    await moveTo(assignment, 20);
    const report = await processUntilCaughtUp(assignment, {});
    expect(report).toMatchObject({ id: `${assignment.group}:${assignment.sourceTopic}:2`, recordsIn: 10 });
    expect(report.warmedUp).toBe(20);
    expect(await outputsOf(assignment, report.id)).toEqual(folded(1, 20));
  });

  test("back over records of another key: the changelog holds, and nothing is read again", async () => {
    const inputs = [
      ...someInputs(20, 1).map(({ amount }) => ({ key: "busy", amount })),
      { key: "late", amount: 3 },
    ];
    const assignment = await topicWith(place, inputs);
    await processUntilCaughtUp(assignment, { until: { offset: 20 } });
    await moveTo(assignment, 21);
    // The one record between is stepped silently.
    expect(await processUntilCaughtUp(assignment, {})).toMatchObject({ recordsIn: 0, warmedUp: 1 });
    await moveTo(assignment, 20);
    const report = await processUntilCaughtUp(assignment, {});
    expect(report.recordsIn).toBe(1);
    expect(Object.keys(await outputsOf(assignment, report.id))).toEqual(["0:19*", "0:20"]);
  });

  test("forward: the records in between are stepped without a word", async () => {
    const assignment = await processedTo(10);
    await moveTo(assignment, 18);
    const report = await processUntilCaughtUp(assignment, {});
    expect(report).toMatchObject({ recordsIn: 12, warmedUp: 8 });
    expect(await outputsOf(assignment, report.id)).toEqual(folded(1, 18));
  });

  test("back to the start: as if it had never been", async () => {
    const assignment = await processedTo(30);
    await moveTo(assignment, 0);
    const report = await processUntilCaughtUp(assignment, {});
    expect(await outputsOf(assignment, report.id)).toEqual(folded(1, 0));
  });
});

describe("with another definition", () => {
  test("in the middle: first one marked result for each key that is only warmed up, then as from the start", async () => {
    const assignment = { ...(await processedTo(30)), processor: totals(3) };
    await moveTo(assignment, 14);
    const report = await processUntilCaughtUp(assignment, {});
    expect(report).toMatchObject({ recordsIn: 16, warmedUp: 14, recordsOut: 19 });
    expect(await outputsOf(assignment, report.id)).toEqual(folded(3, 14));
    const first = (await readTopic(assignment.connection, assignment.outputTopic)).slice(30, 33);
    expect(first.map(({ headers }) => headers[HEADER.warmUp])).toEqual(["true", "true", "true"]);
  });

  test("and back to the first one: its changelog is of the past, so it is warmed up from the log", async () => {
    const assignment = await processedTo(30);
    await moveTo(assignment, 12);
    await processUntilCaughtUp({ ...assignment, processor: totals(3) }, {});
    await moveTo(assignment, 25);
    const report = await processUntilCaughtUp(assignment, {});
    expect(report).toMatchObject({ id: `${assignment.group}:${assignment.sourceTopic}:3`, warmedUp: 25 });
    expect(await outputsOf(assignment, report.id)).toEqual(folded(1, 25));
  });

  test("at the log's end: one result for each key, by a call and by a follower", async () => {
    const assignment = await processedTo(10);
    for (const [factor, work] of [
      [3, (a: Topic) => processUntilCaughtUp(a, {})],
      [4, follow],
    ] as const) {
      await moveTo(assignment, 20);
      await processUntilCaughtUp(assignment, { until: { offset: 0 } });
      await moveTo(assignment, 30);
      const report = await work({ ...assignment, processor: totals(factor) });
      expect(report).toMatchObject({ recordsIn: 0, recordsOut: 3 });
      expect(await outputsOf(assignment, report.id)).toEqual(folded(factor, 30));
    }
  });

  async function follow(assignment: Topic) {
    const following = await processFollowing(assignment, {});
    await following.caughtUp;
    return following.stop();
  }

  test("a group that begins in the middle of the log", async () => {
    const assignment = await topicWith(place, INPUTS);
    await moveTo(assignment, 21);
    const report = await processUntilCaughtUp(assignment, {});
    expect(await outputsOf(assignment, report.id)).toEqual(folded(1, 21));
  });
});

describe("the explicit other choice, an empty state", () => {
  test("counts from the playhead only, goes on so, and rewound counts from there", async () => {
    const assignment: Topic = { ...(await processedTo(30)), state: "fresh" };
    await moveTo(assignment, 14);
    const report = await processUntilCaughtUp(assignment, { until: { offset: 20 } });
    expect(report).toMatchObject({ recordsIn: 6, warmedUp: 0 });
    expect(await processUntilCaughtUp(assignment, {})).toMatchObject({
      id: report.id,
      recordsIn: 10,
      warmedUp: 0,
    });
    expect(await outputsOf(assignment, report.id)).toEqual(folded(1, 14, { begin: 14 }));
    await moveTo(assignment, 17);
    const again = await processUntilCaughtUp(assignment, {});
    expect(await outputsOf(assignment, again.id)).toEqual(folded(1, 17, { begin: 17 }));
    // Back to the whole: nothing of the empty beginning is left.
    await moveTo(assignment, 25);
    const whole = await processUntilCaughtUp({ ...assignment, state: "follow" }, {});
    expect(await outputsOf(assignment, whole.id)).toEqual(folded(1, 25));
  });

  test("in the middle of a run is refused, either way, and nothing is written", async () => {
    for (const [first, then] of [
      ["follow", "fresh"],
      ["fresh", "follow"],
    ] as const) {
      const assignment = await topicWith(place, INPUTS);
      await processUntilCaughtUp({ ...assignment, state: first }, { until: { offset: 10 } });
      const error = await errorOf(processUntilCaughtUp({ ...assignment, state: then }, {}));
      expect(error.code).toBe("DEFINITION_CHANGED");
      expect(error.message).toContain("state, not");
      expect(await outputsByKey(assignment.connection, assignment.outputTopic)).toEqual(
        expectedTotals(INPUTS.slice(0, 10)),
      );
    }
  });
});

describe("where the start of the log is gone", () => {
  test("a run that goes on needs nothing of it; a playhead in the gap is refused", async () => {
    const assignment = await processedTo(20);
    await deleteRecords(assignment.connection, assignment.sourceTopic, 15);
    expect(await processUntilCaughtUp(assignment, {})).toMatchObject({ recordsIn: 10, warmedUp: 0 });
    await moveTo(assignment, 5);
    const error = await errorOf(processUntilCaughtUp(assignment, {}));
    expect(error.code).toBe("LOG_GAP");
    expect(error.message).toContain("log starts at 15");
  });

  test("state that rests on it is refused, the gap named; from the new start on, and afresh, it works", async () => {
    const assignment = await processedTo(30);
    const { connection, group, sourceTopic } = assignment;
    await deleteRecords(connection, sourceTopic, 9);
    await moveTo(assignment, 14);
    const before = (await readTopic(connection, assignment.outputTopic)).length;
    for (const factor of [1, 3]) {
      const error = await errorOf(processUntilCaughtUp({ ...assignment, processor: totals(factor) }, {}));
      expect(error.code).toBe("LOG_GAP");
      expect(error.message).toContain(`offset 14 of ${sourceTopic} partition 0`);
      expect(error.message).toContain("9 offsets (0 to 8) have been deleted");
      expect(error.remedy).toContain("--to-earliest");
    }
    expect((await readTopic(connection, assignment.outputTopic)).length).toBe(before);
    expect((await committedOffsets(connection, group)).get(sourceTopic)).toEqual(new Map([[0, 14]]));

    const fresh = await processUntilCaughtUp({ ...assignment, state: "fresh" }, {});
    expect(await outputsOf(assignment, fresh.id)).toEqual(folded(1, 14, { begin: 14 }));
    await moveTo(assignment, 9);
    const anew = await processUntilCaughtUp({ ...assignment, processor: totals(3) }, {});
    expect(await outputsOf(assignment, anew.id)).toEqual(folded(3, 9, { begin: 9 }));
    // That one is whole in itself: from now on it can be rewound to its middle.
    await moveTo(assignment, 20);
    const middle = await processUntilCaughtUp({ ...assignment, processor: totals(3) }, {});
    expect(await outputsOf(assignment, middle.id)).toEqual(folded(3, 20, { begin: 9 }));
  });

  test("and the changelog as well: the run can't go on", async () => {
    const assignment = await processedTo(20);
    const { connection, names, group, sourceTopic } = assignment;
    await deleteRecords(connection, sourceTopic, 5);
    await deleteTopic(connection, names.changelog(group, sourceTopic));
    const error = await errorOf(processUntilCaughtUp(assignment, {}));
    expect(error.code).toBe("LOG_GAP");
    expect(error.message).toContain("5 offsets (0 to 4)");
  });
});

describe("the source topic itself changes", () => {
  test("deleted and made again under its name: the next run begins from nothing", async () => {
    const assignment = await processedTo(30);
    const { connection, sourceTopic, group } = assignment;
    await deleteTopic(connection, sourceTopic);
    await ensureTopic(connection, { topic: sourceTopic, partitions: 1 });
    await append(connection, sourceTopic, INPUTS.slice(10));
    const report = await processUntilCaughtUp(assignment, {});
    expect(report).toMatchObject({ id: `${group}:${sourceTopic}:2`, recordsIn: 20, warmedUp: 0 });
    const found = await outputsByKey(
      connection,
      assignment.outputTopic,
      (headers) => headers[HEADER.run] === report.id,
    );
    expect(found).toEqual(expectedTotals(INPUTS.slice(10)));
    // Where somebody has restored the offset that the run before had reached, too.
    await deleteTopic(connection, sourceTopic);
    await ensureTopic(connection, { topic: sourceTopic, partitions: 1 });
    await append(connection, sourceTopic, INPUTS);
    await moveTo(assignment, 20);
    const restored = await processUntilCaughtUp(assignment, {});
    expect(await outputsOf(assignment, restored.id)).toEqual(folded(1, 20));
  });

  test("partitions are added: the run goes on with them, and its changelog has them", async () => {
    const inputs = someInputs(60, 6);
    const assignment = await topicWith(place, inputs, 2);
    const { connection, sourceTopic, group, names } = assignment;
    const first = await processUntilCaughtUp(assignment, {});
    await addPartitions(connection, sourceTopic, 4);
    await connection.leaders.metadata(sourceTopic); // What is appended now goes to the new ones as well.
    const more = inputs.map(({ key, amount }) => ({ key: `new-${key}`, amount }));
    await append(connection, sourceTopic, more);
    expect(await processUntilCaughtUp(assignment, {})).toMatchObject({
      id: first.id,
      recordsIn: 60,
      warmedUp: 0,
    });
    await append(connection, sourceTopic, more);
    expect(await processUntilCaughtUp(assignment, {})).toMatchObject({
      id: first.id,
      recordsIn: 60,
      warmedUp: 0,
    });
    expect((await listOffsets(connection, names.changelog(group, sourceTopic), "latest")).size).toBe(4);
    expect(await outputsByKey(connection, assignment.outputTopic)).toEqual(
      expectedTotals([...inputs, ...more, ...more]),
    );
    expect(runsOf(await readRuns(connection, names.runs), group, sourceTopic)).toHaveLength(1);
  });

  test("partitions are added while a member follows: it works on them as soon as the group hears of them", async () => {
    const inputs = someInputs(60, 6);
    const assignment = await topicWith(place, inputs, 2);
    const { connection, sourceTopic, outputTopic } = assignment;
    const follower = await processFollowing(assignment, {});
    await follower.caughtUp;
    await addPartitions(connection, sourceTopic, 5);
    await connection.leaders.metadata(sourceTopic);
    const more = inputs.map(({ key, amount }) => ({ key: `new-${key}`, amount }));
    await append(connection, sourceTopic, more);
    // One that joins asks Kafka for the partitions there are now.
    const second = await processFollowing({ ...assignment, connection: await place.connect() }, {});
    await second.caughtUp;
    await until("all is there", async () => (await readTopic(connection, outputTopic)).length >= 120);
    expect(await outputsByKey(connection, outputTopic)).toEqual(expectedTotals([...inputs, ...more]));
    await Promise.all([follower.stop(), second.stop()]);
  });
});
