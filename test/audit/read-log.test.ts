import { expect, test } from "vitest";
import { readLengths } from "../../src/audit/read-log";
import { openAppender } from "../../src/kafka/append";
import { listGroups } from "../../src/kafka/groups";
import { listOffsets } from "../../src/kafka/offsets";
import { ensureTopic } from "../../src/kafka/topics";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { sampleLengths } from "./tracks";

const place = testPlace();

test("every track of the log, on several partitions, as measured from the file; nothing is left behind", async () => {
  const workbook = await place.workbook();
  const connection = await place.connection();
  const topic = place.unique("points");
  await workbook.ingest("data/journeys.csv", { topic, partitions: 3 });
  const groups = (await listGroups(connection)).filter((group) => group.startsWith(place.prefix));
  const ends = await listOffsets(connection, topic, "latest");
  const log = await readLengths(connection, topic);
  const expected = sampleLengths();
  expect([...log.tracks.keys()].sort()).toEqual([...expected.keys()]);
  for (const [track, lengths] of log.tracks) {
    for (const history of ["once", "once-unflushed", "twice", "twice-unflushed"] as const) {
      expect(lengths.by(history)).toEqual(expected.get(track)?.by(history));
    }
    expect(lengths.repeated).toBe(0);
  }
  expect(log.foreign).toBe(0);
  expect(await listOffsets(connection, topic, "latest")).toEqual(ends);
  expect((await listGroups(connection)).filter((group) => group.startsWith(place.prefix))).toEqual(groups);
});

test("a file that was ingested twice counts once", async () => {
  const workbook = await place.workbook();
  const topic = place.unique("points");
  await workbook.ingest("data/journeys.csv", { topic });
  await workbook.ingest("data/journeys.csv", { topic, again: true });
  const { tracks } = await readLengths(await place.connection(), topic);
  for (const [track, lengths] of sampleLengths()) {
    expect(tracks.get(track)?.by("once")).toEqual(lengths.by("once"));
    expect(tracks.get(track)?.repeated).toBe(lengths.points);
  }
});

test("records that are no track points are counted and left out; ids may be numbers or missing", async () => {
  const connection = await place.connection();
  const topic = place.unique("points");
  await ensureTopic(connection, { topic, partitions: 1 });
  const point = (id: unknown, latitude: number): string => JSON.stringify({ id, latitude, longitude: 0 });
  const values = [
    point(1, 0),
    point(1, 0),
    point(undefined, 1),
    point(undefined, 1),
    "no JSON",
    "{}",
    "[]",
    null,
  ];
  const records = values.map((value) => ({ key: "a", value, timestamp: 1 }));
  await (await openAppender(connection)).append(topic, records);
  const { tracks, foreign } = await readLengths(connection, topic);
  expect(foreign).toBe(4);
  expect(tracks.get("a")).toMatchObject({ points: 3, repeated: 1 });
});

test("it stops at a signal, and where there is no such topic", async () => {
  const connection = await place.connection();
  const topic = place.unique("points");
  await (await place.workbook()).ingest("data/journeys.csv", { topic });
  const reading = readLengths(connection, topic, { signal: AbortSignal.abort() });
  expect((await errorOf(reading)).code).toBe("ABORTED");
  expect((await errorOf(readLengths(connection, place.unique("none")))).code).toBe("TOPIC_NOT_FOUND");
});
