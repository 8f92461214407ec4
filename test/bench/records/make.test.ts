import fc from "fast-check";
import { expect, test } from "vitest";
import { makeRecords, type SamplePoint } from "../../../bench/records/make";
import { readSample } from "../../../bench/records/sample";

function point(track: string, id: number): SamplePoint {
  return {
    point: { id: String(id), latitude: id, longitude: -id, track_id: track, time: "3/6/2023 7:12" },
    eventTime: 1000 + id,
  };
}

const two = [point("a", 1), point("a", 2), point("a", 3), point("b", 4)];

function told(records: Iterable<{ key: string; value: string }>): string[] {
  return [...records].map(({ key, value }) => `${key}/${(JSON.parse(value) as { id: string }).id}`);
}

test("each drive has an id of its own, and whoever arrives is replaced by the next track", () => {
  expect(told(makeRecords(two, { records: 9, atOnce: 2 }))).toEqual([
    ...["100000/1", "100001/4", "100000/2", "100002/1", "100000/3"],
    ...["100002/2", "100003/4", "100002/3", "100004/1"],
  ]);
});

test("ids come again where the number of tracks is given", () => {
  const keys = [...makeRecords(two, { records: 50, atOnce: 2, tracks: 3 })].map(({ key }) => key);
  expect([...new Set(keys)].sort()).toEqual(["100000", "100001", "100002"]);
});

test("a value is the ingested JSON with another track id, its timestamp the event time", () => {
  const [record] = makeRecords(two, { records: 1 });
  expect(record).toEqual({
    key: "100000",
    value: '{"id":"1","latitude":1,"longitude":-1,"track_id":"100000","time":"3/6/2023 7:12"}',
    timestamp: 1001,
  });
});

test("half a million records of the sample have some 7,000 keys", async () => {
  const keys = new Set<string>();
  let records = 0;
  for (const { key } of makeRecords(await readSample(), { records: 500_000 })) {
    keys.add(key);
    records++;
  }
  expect(records).toBe(500_000);
  expect(keys.size).toBeGreaterThan(6_500);
  expect(keys.size).toBeLessThan(7_500);
});

test("whatever the numbers: so many records, every drive its track's points in order from the first on", () => {
  const options = fc.record({ records: fc.nat(200), atOnce: fc.integer({ min: 1, max: 20 }) });
  fc.assert(
    fc.property(options, (numbers) => {
      const made = [...makeRecords(two, numbers)];
      expect(made.length).toBe(numbers.records);
      const drives = new Map<string, string[]>();
      for (const { key, value } of made) {
        const ids = drives.get(key) ?? [];
        drives.set(key, [...ids, (JSON.parse(value) as { id: string }).id]);
      }
      for (const ids of drives.values()) expect(["1", "1,2", "1,2,3", "4"]).toContain(ids.join());
    }),
  );
});
