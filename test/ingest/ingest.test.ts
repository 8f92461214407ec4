import { appendFileSync, writeFileSync } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { ingestFile, type IngestOptions } from "../../src/ingest/ingest";
import { HEADER } from "../../src/ingest/presence";
import type { IngestReport } from "../../src/ingest/report";
import { listTopics } from "../../src/kafka/topics";
import type { OnProgress } from "../../src/progress";
import { deleteTopic } from "../fixtures/admin";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { allRecords } from "../fixtures/records";
import { CSV_HEADER, trackCsv, trackCsvRows } from "../fixtures/track-csv";

const place = testPlace();

async function fileOf(name: string, text: string): Promise<string> {
  const file = path.join(await place.home(), name);
  await fs.writeFile(file, text);
  return file;
}

async function ingest(topic: string, file: string, options: IngestOptions = {}): Promise<IngestReport> {
  const [connection, home] = [await place.connection(), await place.home()];
  return ingestFile({ connection, ledgerTopic: place.names.ledger, topic, home }, file, options);
}

/** The ids of the rows in a topic, partition after partition. */
async function idsIn(topic: string): Promise<string[]> {
  const records = await allRecords(await place.connection(), topic);
  return records.map(({ value }) => (JSON.parse(String(value)) as { id: string }).id);
}

test("a row becomes a record: keyed by track, stamped with the event time, with the row's columns as JSON", async () => {
  const topic = place.unique("one");
  const rows = `7,-10.9,-37.06,12,9/13/2014 7:24\n8,1.5,2.5,"007",9/13/2014 7:25\n`;
  const file = await fileOf("one.csv", `${CSV_HEADER}\n${rows}`);
  const report = await ingest(topic, file);
  expect(report.facts).toMatchObject({ added: 2, alreadyThere: 0, rows: 2, tracks: 2, partitions: 1 });

  const [first, second] = await allRecords(await place.connection(), topic);
  expect(String(first?.key)).toBe("12");
  expect(first?.timestamp).toBe(Date.UTC(2014, 8, 13, 7, 24));
  expect(JSON.parse(String(first?.value))).toEqual({
    id: "7",
    latitude: -10.9,
    longitude: -37.06,
    track_id: "12",
    time: "9/13/2014 7:24",
  });
  expect(first?.headers).toEqual({
    [HEADER.digest]: report.facts.digest,
    [HEADER.copy]: "1",
    [HEADER.row]: "1",
  });
  expect(String(second?.key)).toBe("007");
  expect(second?.headers[HEADER.row]).toBe("2");
});

test("the sample arrives whole, its shortest tracks included", async () => {
  const topic = place.unique("sample");
  await ingest(topic, "data/journeys.csv");
  const records = await allRecords(await place.connection(), topic);
  const perTrack = new Map<string, number>();
  for (const { key } of records) perTrack.set(String(key), (perTrack.get(String(key)) ?? 0) + 1);
  expect(perTrack.size).toBe(10);
  expect(perTrack.get("106")).toBe(3);
  expect(perTrack.get("110")).toBe(1);
});

test("the same file again adds nothing and says so, also under another name", async () => {
  const topic = place.unique("twice");
  const text = trackCsv({ rows: 50, tracks: 3 });
  await ingest(topic, await fileOf("twice.csv", text));
  const again = await ingest(topic, await fileOf("renamed.csv", text));
  expect(again.facts).toMatchObject({ added: 0, alreadyThere: 50 });
  expect(again.text).toContain("nothing added");
  expect(await idsIn(topic)).toHaveLength(50);
});

test("`again` appends a second copy, and after that twice is once again", async () => {
  const topic = place.unique("again");
  const file = await fileOf("again.csv", trackCsv({ rows: 20, tracks: 2 }));
  await ingest(topic, file);
  expect((await ingest(topic, file, { again: true })).added).toBe(20);
  expect((await ingest(topic, file)).added).toBe(0);
  const ids = await idsIn(topic);
  expect(ids).toHaveLength(40);
  expect(ids.slice(20)).toEqual(ids.slice(0, 20));
});

test.each([
  ["with a line end at its end", "\n"],
  ["without one", ""],
])("a file %s that has grown adds its new rows only", async (_, end) => {
  const topic = place.unique("grown");
  const shape = { rows: 30, tracks: 2 };
  const before = trackCsv(shape).trimEnd();
  await ingest(topic, await fileOf("grown.csv", before + end));
  const after = `${before}\n${trackCsvRows({ ...shape, rows: 45 }, 30)}`;
  const report = await ingest(topic, await fileOf("grown.csv", after));
  expect(report.facts).toMatchObject({ added: 15, alreadyThere: 30 });
  const later = after + trackCsvRows({ ...shape, rows: 50 }, 45);
  expect((await ingest(topic, await fileOf("grown.csv", later))).added).toBe(5);
  expect(await idsIn(topic)).toEqual(Array.from({ length: 50 }, (_row, i) => String(i + 1)));
});

test("another file with tracks that the topic has is refused, and nothing of it ingested, unless told to", async () => {
  const topic = place.unique("foreign");
  await ingest(topic, await fileOf("first.csv", trackCsv({ rows: 10, tracks: 2 })));
  const other = await fileOf("other.csv", trackCsv({ rows: 12, tracks: 3 }).replace("1,0.01", "1,0.02"));
  const error = await errorOf(ingest(topic, other));
  expect(error.code).toBe("TRACKS_EXIST");
  expect(error.message).toContain("first.csv");
  expect(error.message).toContain("1, 2");
  expect(error.remedy).toContain("--join-tracks");
  expect(await idsIn(topic)).toHaveLength(10);
  expect((await ingest(topic, other, { joinTracks: true })).added).toBe(12);
});

test("another file with other tracks joins the topic", async () => {
  const topic = place.unique("other");
  await ingest(topic, await fileOf("a.csv", trackCsv({ rows: 10, tracks: 2 })));
  await ingest(topic, await fileOf("b.csv", trackCsv({ rows: 10, tracks: 2, firstTrack: 50 })));
  expect(await idsIn(topic)).toHaveLength(20);
});

test("of a bad file nothing is ingested; without its bad rows the good ones are", async () => {
  const topic = place.unique("bad");
  const text = `${CSV_HEADER}\n1,91,3,a,2020-01-01 00:00\n2,1,2,a,2020-01-01 00:01\n3,1,x,a,2020-01-01 00:02\n`;
  const file = await fileOf("bad.csv", text);
  const error = await errorOf(ingest(topic, file));
  expect(error.code).toBe("BAD_ROW");
  expect(error.message).toContain("line 2: latitude 91");
  expect(await listTopics(await place.connection())).not.toContain(topic);

  const report = await ingest(topic, file, { skipBadRows: true });
  expect(report.facts).toMatchObject({ added: 1, skippedRowCount: 2 });
  expect(report.text).toContain("line 4: longitude");
  expect(await idsIn(topic)).toEqual(["2"]);
  expect((await ingest(topic, file, { skipBadRows: true })).added).toBe(0);
});

test("partitions: as many as asked for at the first time; another number later is refused", async () => {
  const topic = place.unique("partitions");
  const file = await fileOf("partitions.csv", trackCsv({ rows: 90, tracks: 9 }));
  expect((await ingest(topic, file, { partitions: 3 })).facts.partitions).toBe(3);
  const byTrack = new Map<string, Set<number>>();
  const ids = new Map<string, number[]>();
  for (const { key, partition, value } of await allRecords(await place.connection(), topic)) {
    const track = String(key);
    byTrack.set(track, (byTrack.get(track) ?? new Set()).add(partition));
    ids.set(track, [...(ids.get(track) ?? []), Number((JSON.parse(String(value)) as { id: string }).id)]);
  }
  expect([...byTrack.values()].every((partitions) => partitions.size === 1)).toBe(true);
  expect(new Set([...byTrack.values()].flatMap((partitions) => [...partitions])).size).toBeGreaterThan(1);
  for (const rows of ids.values()) expect(rows).toEqual([...rows].sort((a, b) => a - b));

  const error = await errorOf(ingest(topic, file, { partitions: 4 }));
  expect(error.code).toBe("PARTITIONS_DIFFER");
  expect((await ingest(topic, file, { partitions: 3 })).added).toBe(0);
});

test("two at once ingest a file once", async () => {
  const topic = place.unique("at-once");
  const file = await fileOf("at-once.csv", trackCsv({ rows: 2000, tracks: 5 }));
  const reports = await Promise.all([ingest(topic, file), ingest(topic, file), ingest(topic, file)]);
  expect(reports.map(({ added }) => added).sort((a, b) => a - b)).toEqual([0, 0, 2000]);
  expect(await idsIn(topic)).toHaveLength(2000);
});

test("a topic that somebody has deleted is filled anew, whatever it has been filled with since", async () => {
  const topic = place.unique("deleted");
  const file = await fileOf("deleted.csv", trackCsv({ rows: 10, tracks: 1 }));
  await ingest(topic, file);
  await deleteTopic(await place.connection(), topic);
  const other = await fileOf("other.csv", trackCsv({ rows: 30, tracks: 1, firstTrack: 9 }));
  expect((await ingest(topic, other)).added).toBe(30);
  expect((await ingest(topic, file)).added, "it is not taken for being there").toBe(10);
  expect((await ingest(topic, file)).added).toBe(0);
  expect(await idsIn(topic)).toHaveLength(40);
});

test("a file that is rewritten while it is read: the error says so", async () => {
  const topic = place.unique("changed");
  const text = trackCsv({ rows: 500, tracks: 1 });
  const file = await fileOf("changed.csv", text);
  const rewrite: OnProgress = ({ label, finished }) => {
    if (label.startsWith("check") && finished)
      writeFileSync(file, text.replaceAll("2023-01-01", "2023-01-02"));
  };
  expect(await errorOf(ingest(topic, file, { onProgress: rewrite }))).toMatchObject({ code: "FILE_CHANGED" });
});

test("rows that are appended while the file is read are for the next time", async () => {
  const topic = place.unique("growing");
  const shape = { rows: 500, tracks: 1 };
  const file = await fileOf("growing.csv", trackCsv(shape));
  const grow: OnProgress = ({ label, finished }) => {
    if (label.startsWith("check") && finished)
      appendFileSync(file, trackCsvRows({ ...shape, rows: 510 }, 500));
  };
  expect((await ingest(topic, file, { onProgress: grow })).added).toBe(500);
  expect((await ingest(topic, file)).added).toBe(10);
  expect(await idsIn(topic)).toEqual(Array.from({ length: 510 }, (_, row) => String(row + 1)));
});

test("event times before 1970, which Kafka can't hold, make a bad row", async () => {
  const topic = place.unique("old");
  const file = await fileOf("old.csv", `${CSV_HEADER}\n1,1,2,a,12/31/1969 23:59\n2,1,2,a,1/1/1970 0:00\n`);
  const error = await errorOf(ingest(topic, file));
  expect(error).toMatchObject({
    code: "BAD_ROW",
    message: expect.stringMatching(/line 2: .*1970/) as string,
  });
  await ingest(topic, file, { skipBadRows: true });
  const [first, ...others] = await allRecords(await place.connection(), topic);
  expect(first?.timestamp).toBe(0);
  expect(others).toEqual([]);
});

test("a name that no topic can have is refused before anything is written", async () => {
  const file = await fileOf("named.csv", trackCsv({ rows: 1, tracks: 1 }));
  for (const topic of ["../../up", "two words", "", "x".repeat(300)])
    expect(await errorOf(ingest(topic, file))).toMatchObject({ code: "BAD_OPTION" });
});

test("times without a zone are read in the zone that is named", async () => {
  const topic = place.unique("zone");
  const file = await fileOf("zone.csv", `${CSV_HEADER}\n1,1,2,z,9/13/2014 7:24\n`);
  await ingest(topic, file, { timeZone: "America/Maceio" });
  const [record] = await allRecords(await place.connection(), topic);
  expect(record?.timestamp).toBe(Date.UTC(2014, 8, 13, 10, 24));

  expect((await errorOf(ingest(topic, file))).code).toBe("TIME_ZONE_DIFFERS");
  expect((await ingest(topic, file, { timeZone: "America/Maceio" })).added).toBe(0);
});
