import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Progress } from "../../src/progress";
import { progressLine } from "../../src/view/progress-line";
import { startPlayhead } from "../fixtures/command";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { allRecords } from "../fixtures/records";
import { CSV_HEADER, trackCsv } from "../fixtures/track-csv";
import { until } from "../fixtures/until";

const place = testPlace();
const ROWS = 40;
/** A minute a row: at this speed the next one is due after an hour. */
const STANDING = 1 / 60;

async function fileOf(name: string, text: string): Promise<string> {
  const file = path.join(await place.home(), name);
  await fs.writeFile(file, text);
  return file;
}

async function idsIn(topic: string): Promise<string[]> {
  const records = await allRecords(await place.connection(), topic);
  return records.map(({ value }) => (JSON.parse(String(value)) as { id: string }).id);
}

const ids = (count: number): string[] => Array.from({ length: count }, (_, row) => String(row + 1));

test.each([1, 3])(
  "stopped again and again, with %i partitions: each ingest goes on where the last one ended",
  async (partitions) => {
    const topic = place.unique("stopped");
    const workbook = await place.workbook();
    const file = await fileOf(`stopped-${partitions}.csv`, trackCsv({ rows: ROWS, tracks: 4 }));
    for (const row of [1, 2, 3]) {
      const live = await workbook.followIngesting(file, { topic, partitions, speed: STANDING });
      const { facts, text } = await live.stop();
      expect(facts).toMatchObject({ added: 1, alreadyThere: row - 1, stoppedAfterRow: row });
      expect(text).toContain(`stopped after row ${row} of ${ROWS}; ingesting the file again goes on there`);
      expect((await live.done).facts).toEqual(facts);
    }
    const rest = await workbook.ingest(file, { topic });
    expect(rest.facts).toMatchObject({ added: ROWS - 3, alreadyThere: 3, stoppedAfterRow: undefined });
    expect((await workbook.ingest(file, { topic, speed: STANDING })).added, "all is there").toBe(0);
    expect((await idsIn(topic)).sort((a, b) => Number(a) - Number(b))).toEqual(ids(ROWS));
  },
);

test("at a pace the rows come in the file's order, to its end", async () => {
  const topic = place.unique("paced");
  const workbook = await place.workbook();
  const file = await fileOf("paced.csv", trackCsv({ rows: ROWS, tracks: 4 }));
  // A minute of event time is a millisecond.
  const report = await workbook.ingest(file, { topic, speed: 60_000 });
  expect(report.facts).toMatchObject({ added: ROWS, stoppedAfterRow: undefined });
  expect(await idsIn(topic)).toEqual(ids(ROWS));
});

test("a file with one track after the other keeps its order in the log", async () => {
  const topic = place.unique("grouped");
  const workbook = await place.workbook();
  const rows = ["1,1,2,a,2023-01-01 10:00", "2,1,2,a,2023-01-01 10:01", "3,1,2,b,2023-01-01 09:00"];
  const file = await fileOf("grouped.csv", `${[CSV_HEADER, ...rows].join("\n")}\n`);
  await workbook.ingest(file, { topic, speed: 60_000 });
  expect(await idsIn(topic)).toEqual(ids(3));
});

test("progress tells the event time, how far it is, and how long the rest takes", async () => {
  const topic = place.unique("progress");
  const told: Progress[] = [];
  const workbook = await place.workbook({ onProgress: (progress) => told.push(progress) });
  const file = await fileOf("progress.csv", trackCsv({ rows: ROWS, tracks: 1 }));
  const live = await workbook.followIngesting(file, { topic, speed: STANDING });
  const first = told.find(({ eventTime }) => eventTime !== undefined);
  expect(first).toMatchObject({
    label: "ingest progress.csv",
    done: 1,
    total: ROWS,
    eventTime: Date.UTC(2023, 0, 1, 0, 1),
    etaMs: (ROWS - 1) * 3_600_000,
  });
  expect(progressLine(first!)).toContain(`1/${ROWS} rows  2%  2023-01-01 00:01:00 UTC  `);
  await until("event time is told while it is waited", () =>
    told.some(({ eventTime = 0 }) => eventTime > Date.UTC(2023, 0, 1, 0, 1)),
  );
  await live.stop();
});

test("a cell's interrupt ends it; one that comes too early leaves nothing", async () => {
  const topic = place.unique("interrupt");
  const file = await fileOf("interrupt.csv", trackCsv({ rows: ROWS, tracks: 1 }));
  const interrupt = new AbortController();
  const workbook = await place.workbook({ interrupt: () => interrupt.signal });
  const running = workbook.ingest(file, { topic, speed: STANDING });
  await until("the first row is there", async () => {
    const topics = await workbook.topics();
    return topics.some((one) => one.topic === topic && one.logEndOffset === 1);
  });
  interrupt.abort();
  expect((await running).facts).toMatchObject({ added: 1, stoppedAfterRow: 1 });
  expect((await errorOf(workbook.ingest(file, { topic }))).code).toBe("ABORTED");
  expect(await idsIn(topic)).toEqual(["1"]);
});

test("on the command line Ctrl-C ends it in order", async () => {
  const topic = place.unique("command");
  const file = await fileOf("command.csv", trackCsv({ rows: ROWS, tracks: 1 }));
  const workbook = await place.workbook();
  const running = startPlayhead(
    ["ingest", file, "--topic", topic, "--speed", String(STANDING), "--json"],
    await place.env(),
  );
  await until("the first row is there", async () => {
    const topics = await workbook.topics();
    return topics.some((one) => one.topic === topic && one.logEndOffset === 1);
  });
  running.child.kill("SIGINT");
  const { code, stdout, stderr } = await running.finished;
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ added: 1, stoppedAfterRow: 1, rows: ROWS });
});

test("a bad file, or a speed that is none, is told by the call itself, and nothing is made", async () => {
  const workbook = await place.workbook();
  const topic = place.unique("refused");
  const bad = await fileOf("bad.csv", `${CSV_HEADER}\n1,91,3,a,2020-01-01 00:00\n`);
  expect((await errorOf(workbook.followIngesting(bad, { topic }))).code).toBe("BAD_ROW");
  const file = await fileOf("fine.csv", trackCsv({ rows: 1, tracks: 1 }));
  expect((await errorOf(workbook.followIngesting(file, { topic, speed: 0 }))).code).toBe("BAD_OPTION");
  expect((await workbook.topics()).map((one) => one.topic)).not.toContain(topic);
});

test("a workbook that is closed ends it in order", async () => {
  const topic = place.unique("closed");
  const workbook = await place.workbook();
  const file = await fileOf("closed.csv", trackCsv({ rows: ROWS, tracks: 1 }));
  const live = await workbook.followIngesting(file, { topic, speed: STANDING });
  await workbook.close();
  expect((await live.done).facts).toMatchObject({ added: 1, stoppedAfterRow: 1 });
});
