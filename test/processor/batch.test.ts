import { describe, expect, test } from "vitest";
import { decodeRecordSet } from "../../src/kafka/record-batch/decode";
import type { FetchedRecord } from "../../src/kafka/record-batch/log-record";
import type { RecordBatches } from "../../src/kafka/record-batches";
import { commitOffsets } from "../../src/kafka/offsets";
import { Batch, type EmitMode } from "../../src/processor/batch";
import { outputWriter } from "../../src/processor/fields/output-writer";
import { HEADER } from "../../src/processor/headers";
import { KeyStates } from "../../src/processor/key-states";
import { processUntilCaughtUp } from "../../src/processor/process";
import { logRecord } from "../fixtures/log-record";
import { testPlace } from "../fixtures/place";
import { append, expectedTotals, outputsByKey, someInputs, topicWith, totals, type Total } from "./helpers";

const place = testPlace();

function recordsOf(batches: RecordBatches, partition = 0): FetchedRecord[] {
  const producer = { producerId: 1n, producerEpoch: 0, baseSequence: 0, transactional: true };
  return batches.of(partition).flatMap((writer) => {
    const decoded = decodeRecordSet({ topic: batches.topic, partition }, writer.finish(producer));
    if (decoded instanceof Promise) throw new Error("nothing is compressed here");
    return decoded.flatMap(({ records }) => records);
  });
}

function newBatch(from: number, emit: EmitMode = "every", warmUp = false): Batch<Total, Total> {
  const place = {
    run: "g:in:1",
    processor: "totals",
    sourcePartition: 2,
    output: { topic: "out", partitions: 1 },
    changelogTopic: "changelog",
    deadLetterTopic: "dead",
    emit,
    writer: outputWriter(undefined),
  };
  return new Batch(place, from, warmUp);
}

/** Three records of two keys into a batch that begins at offset 10. */
function stepped(emit: EmitMode, states = new KeyStates(totals())): Batch<Total, Total> {
  const batch = newBatch(10, emit);
  for (const [offset, key] of [
    [10, "a"],
    [11, "b"],
    [12, "a"],
  ] as const)
    // prettier-ignore
    batch.touch(states.step(logRecord({ offset, timestamp: offset, key, value: '{"amount":1}' }), batch.onOutput));
  batch.seal("1.x");
  return batch;
}

describe("a batch", () => {
  test("holds each output as it came, with its run and its source; the changelog has each key once", () => {
    const batch = stepped("every");
    expect(
      recordsOf(batch.outputs).map(({ keyText, valueText, timestamp, headers }) => [keyText, valueText, timestamp, headers]), // prettier-ignore
    ).toEqual([
      ["a", '{"total":1,"count":1}', 10, { [HEADER.run]: "g:in:1", [HEADER.source]: "2:10" }],
      ["b", '{"total":1,"count":1}', 11, { [HEADER.run]: "g:in:1", [HEADER.source]: "2:11" }],
      ["a", '{"total":32,"count":2}', 12, { [HEADER.run]: "g:in:1", [HEADER.source]: "2:12" }],
    ]);
    expect(recordsOf(batch.changelog, 2).map(({ keyText, valueText }) => [keyText, valueText])).toEqual([
      ["a", '[12,"1.x",[12,12,{"total":32,"count":2}],{"total":32,"count":2}]'],
      ["b", '[11,"1.x",[11,11,{"total":1,"count":1}],{"total":1,"count":1}]'],
    ]);
    expect(batch.deadLetters.count).toBe(0);
  });

  test("of latest outputs has each key's last one, and the same changelog", () => {
    const batch = stepped("latest");
    const outputs = recordsOf(batch.outputs).map(({ keyText, headers }) => [keyText, headers[HEADER.source]]);
    expect(outputs).toEqual([["a", "2:12"], ["b", "2:11"]]); // prettier-ignore
    const entries = (of: Batch<Total, Total>) => recordsOf(of.changelog, 2).map(({ valueText }) => valueText);
    expect(entries(batch)).toEqual(entries(stepped("every")));
  });

  test("has no output of a key whose last one stems from an earlier batch, but its changed state", () => {
    const states = new KeyStates<Total, { amount: number }, Total>({
      ...totals(),
      step: ({ count }) => [{ total: 0, count: count + 1 }, count === 0 ? { total: 0, count } : undefined],
    });
    states.step(logRecord({ offset: 5, key: "a", value: '{"amount":1}' }));
    const batch = stepped("latest", states);
    expect(recordsOf(batch.outputs).map(({ keyText }) => keyText)).toEqual(["b"]);
    expect(recordsOf(batch.changelog, 2).map(({ keyText }) => keyText)).toEqual(["a", "b"]);
  });

  test("of a warm-up marks its outputs, and removes keys from the changelog", () => {
    const states = new KeyStates(totals());
    const key = states.step(logRecord({ offset: 4, key: "a", value: '{"amount":1}' }));
    const batch = newBatch(10, "every", true);
    if (key.output !== undefined) batch.write(key, key.output);
    batch.seal("1.x", ["gone", ""]);
    expect(recordsOf(batch.outputs)[0]?.headers).toEqual({
      [HEADER.run]: "g:in:1",
      [HEADER.source]: "2:4",
      [HEADER.warmUp]: "true",
    });
    expect(recordsOf(batch.changelog, 2).map(({ keyText, value }) => [keyText, value])).toEqual([["gone", null], ["", null]]); // prettier-ignore
  });
});

describe("latest outputs only", () => {
  const inputs = someInputs(6000, 11);
  const last = (all: Map<string, Total[]>) => [...all].map(([key, outputs]) => [key, outputs.at(-1)]).sort();

  test("the last one of each key is that of all outputs, over restarts and rewinds too", async () => {
    const assignment = { ...(await topicWith(place, inputs, 2)), emit: "latest" as const };
    const { connection, group, sourceTopic, outputTopic } = assignment;
    const report = await processUntilCaughtUp(assignment, {});
    expect(report.recordsIn).toBe(6000);
    expect(report.recordsOut).toBeGreaterThanOrEqual(11);
    expect(report.recordsOut).toBeLessThan(6000);
    expect(last(await outputsByKey(connection, outputTopic))).toEqual(last(expectedTotals(inputs)));

    await append(connection, sourceTopic, inputs);
    expect(await processUntilCaughtUp(assignment, {})).toMatchObject({ warmedUp: 0, recordsIn: 6000 });
    const twice = expectedTotals([...inputs, ...inputs]);
    expect(last(await outputsByKey(connection, outputTopic))).toEqual(last(twice));

    await commitOffsets(connection, group, sourceTopic, new Map([[0, 1000], [1, 2000]])); // prettier-ignore
    const rewound = await processUntilCaughtUp(assignment, {});
    const ofRun = (headers: Readonly<Record<string, string>>) => headers[HEADER.run] === rewound.id;
    expect(last(await outputsByKey(connection, outputTopic, ofRun))).toEqual(last(twice));
    // What it has left behind is what every output would have: it can be gone on with so.
    await append(connection, sourceTopic, someInputs(50, 11));
    const { emit, ...every } = assignment;
    expect(emit).toBe("latest");
    expect(await processUntilCaughtUp(every, {})).toMatchObject({
      warmedUp: 0,
      recordsIn: 50,
      recordsOut: 50,
    });
    expect(last(await outputsByKey(connection, outputTopic, ofRun))).toEqual(
      last(expectedTotals([...inputs, ...inputs, ...someInputs(50, 11)])),
    );
  });
});
