import { expect, test } from "vitest";
import * as tables from "../src/tables";
import { logRecord } from "./fixtures/log-record";

test("groups have the titles of Kafka's own tool, and name its command", () => {
  const row = {
    group: "distance_calculator",
    topic: "raw-trackpoints",
    partition: 0,
    currentOffset: 0,
    logEndOffset: 681,
    lag: 681,
    state: "Empty",
  };
  const table = tables.groupsTable(
    [row, { ...row, partition: 1, currentOffset: null }],
    "kafka-… --describe",
  );
  expect(table.text.split("\n")).toEqual([
    "the same by Kafka's own tool: kafka-… --describe",
    "",
    "GROUP                TOPIC            PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG",
    "distance_calculator  raw-trackpoints          0               0             681  681",
    "distance_calculator  raw-trackpoints          1               -             681  681",
  ]);
  expect(JSON.parse(JSON.stringify(table))).toEqual([row, { ...row, partition: 1, currentOffset: null }]);
});

test("topics, a comparison and records are the plain rows too", () => {
  const topics = [{ topic: "raw", partition: 0, logStartOffset: 2, logEndOffset: 5, offsets: 3 }];
  expect(titles(tables.topicsTable(topics))).toEqual([
    "TOPIC",
    "PARTITION",
    "LOG-START-OFFSET",
    "LOG-END-OFFSET",
    "OFFSETS",
  ]);
  expect(JSON.parse(JSON.stringify(tables.topicsTable(topics)))).toEqual(topics);

  const records = [
    tables.shownRecord(
      logRecord({ offset: 7, timestamp: Date.UTC(2014, 8, 13, 7, 24), key: "1", value: '{"id":"1"}' }),
    ),
    tables.shownRecord(logRecord({ partition: 1 })),
  ];
  expect(JSON.parse(JSON.stringify(tables.recordsTable(records)))).toEqual([
    { partition: 0, offset: 7, timestamp: "2014-09-13T07:24:00.000Z", key: "1", value: '{"id":"1"}' },
    { partition: 1, offset: 0, timestamp: "1970-01-01T00:00:00.000Z", key: null, value: null },
  ]);
  expect(titles(tables.recordsTable(records))).toEqual(["PARTITION", "OFFSET", "TIMESTAMP", "KEY", "VALUE"]);
});

function titles({ text }: { text: string }): string[] {
  return (text.split("\n")[0] ?? "").split(/\s{2,}/);
}

test("dead letters: the way back is each partition's own, to the first that its last run has put aside", () => {
  const letter = (run: string, partition: number, offset: number) => ({
    ...{ run, partition, offset, topic: "raw", timestamp: 0, key: "7", error: "no JSON", value: null },
  });
  const rows = [
    letter("g:raw:1", 0, 3),
    letter("g:raw:2", 2, 9),
    letter("g:raw:2", 0, 12),
    letter("g:raw:2", 0, 11),
  ];
  const back = "npx playhead rewind --group g --topic";
  expect(tables.deadLettersTable(rows, { group: "g", topic: "raw" }).text).toContain(
    `from the first of the last run on: ${back} raw:0 --to-offset 11 and ${back} raw:2 --to-offset 9`,
  );
  expect(tables.deadLettersTable([], { group: "g", topic: "raw" }).text).toContain(
    "g has put no record of raw aside",
  );
});
