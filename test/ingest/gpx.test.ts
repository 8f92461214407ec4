import fs from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { ingestFile, type IngestOptions } from "../../src/ingest/ingest";
import type { IngestReport } from "../../src/ingest/report";
import { NO_TIME } from "../../src/tracks/no-time";
import { errorOf } from "../fixtures/errors";
import { gpxText } from "../fixtures/gpx";
import { testPlace } from "../fixtures/place";
import { allRecords } from "../fixtures/records";

const place = testPlace();

const HIKE = gpxText(
  [
    [
      [
        { lat: 41.5, lon: 2.25, time: "2023-03-06T07:12:00Z", ele: 12 },
        { lat: 41.6, lon: 2.26 },
      ],
      [{ lat: 41.7, lon: 2.27, time: "2023-03-06T07:20:00Z" }],
    ],
    [[{ lat: 1, lon: 2, time: "2023-03-07T07:20:00Z" }]],
  ],
  '<wpt lat="1" lon="2"/><wpt lat="1" lon="3"/><rte/>',
);

async function ingest(
  topic: string,
  name: string,
  text: string,
  options: IngestOptions = {},
): Promise<IngestReport> {
  const [connection, home] = [await place.connection(), await place.home()];
  const file = path.join(home, name);
  await fs.writeFile(file, text);
  return ingestFile({ connection, ledgerTopic: place.names.ledger, topic, home }, file, options);
}

test("a point becomes a record, keyed by file and track; one without a time has none", async () => {
  const topic = place.unique("hike");
  const report = await ingest(topic, "hike.gpx", HIKE, { partitions: 2 });
  expect(report.text).toBe(
    `hike.gpx: 4 records added to ${topic}
4 points, 2 tracks, 2 partitions, 2023-03-06 07:12 to 2023-03-07 07:20 UTC
not read: 2 waypoints and 1 route (places and plans, not points that were recorded)
without a time: 1 point; windows of time will refuse this topic`,
  );
  const records = await allRecords(await place.connection(), topic);
  const ofFirst = records.filter(({ key }) => String(key) === "hike.gpx/1");
  expect(ofFirst.map(({ timestamp }) => timestamp)).toEqual([
    Date.UTC(2023, 2, 6, 7, 12),
    NO_TIME,
    Date.UTC(2023, 2, 6, 7, 20),
  ]);
  expect(JSON.parse(String(ofFirst[0]?.value))).toEqual({
    id: "hike.gpx/1/1/1",
    latitude: 41.5,
    longitude: 2.25,
    track_id: "hike.gpx/1",
    time: "2023-03-06T07:12:00Z",
    segment: 1,
    elevation: 12,
  });
  expect(JSON.parse(String(ofFirst[1]?.value))).toMatchObject({ time: null, segment: 1 });
  expect(JSON.parse(String(ofFirst[2]?.value))).toMatchObject({ segment: 2, id: "hike.gpx/1/2/1" });
});

test("twice is once, under another name too; a file that has grown is refused, as its tracks are there", async () => {
  const topic = place.unique("twice");
  await ingest(topic, "twice.gpx", HIKE);
  const again = await ingest(topic, "other.gpx", HIKE);
  expect(again.facts).toMatchObject({ added: 0, alreadyThere: 4, rows: 4 });
  expect(again.text).toContain("all 4 points of it; nothing added");
  const grown = HIKE.replace("</trkseg>\n</trk>\n</gpx>", '<trkpt lat="1" lon="3"/></trkseg></trk></gpx>');
  expect(grown).not.toBe(HIKE);
  expect(await errorOf(ingest(topic, "twice.gpx", grown))).toMatchObject({ code: "TRACKS_EXIST" });
  const copy = await ingest(topic, "twice.gpx", HIKE, { again: true });
  expect(copy.added).toBe(4);
});

test("a file that has only points without a time has no span of time", async () => {
  const topic = place.unique("untimed");
  const { text } = await ingest(topic, "untimed.gpx", gpxText([[[{ lat: 1, lon: 2 }]]]));
  expect(text).toContain("1 point");
  expect(text).not.toContain("UTC");
  expect((await allRecords(await place.connection(), topic)).map(({ timestamp }) => timestamp)).toEqual([-1]);
});

test("bad points are told by track, segment and point, and nothing is ingested unless they are to be left out", async () => {
  const topic = place.unique("bad");
  const bad = HIKE.replace('lat="41.7"', 'lat="91.7"');
  const error = await errorOf(ingest(topic, "bad.gpx", bad));
  expect(error).toMatchObject({ code: "BAD_ROW" });
  expect(String(error)).toContain("line 9: track 1, segment 2, point 1: latitude 91.7 is not within");
  const report = await ingest(topic, "bad.gpx", bad, { skipBadRows: true });
  expect(report.facts).toMatchObject({ added: 3, skippedRowCount: 1 });
  expect(report.text).toContain("left out 1 bad points:");
});
