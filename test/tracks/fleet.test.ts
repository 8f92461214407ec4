import { expect, test } from "vitest";
import { fleetPoints } from "../../src/tracks/fleet";
import { timeParser } from "../../src/tracks/time";

const FROM = Date.UTC(2024, 4, 6, 6);
const TO = Date.UTC(2024, 4, 6, 9);
const points = fleetPoints({ seed: 1, cars: 4, from: FROM, to: TO });
const parse = timeParser();
const times = points.map(({ time }) => Number(parse(time ?? "")));

test("cars side by side, in the order of time, ids and track ids rising from 1", () => {
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(points.map(({ id }) => id)).toEqual(points.map((_, index) => String(index + 1)));
  const firsts = [...new Set(points.map(({ track_id }) => track_id))];
  expect(firsts).toEqual(firsts.map((_, index) => String(index + 1)));
  // Neighbours in the log are often of different tracks: nobody drives alone.
  const changes = points.filter(({ track_id }, index) => track_id !== points[index - 1]?.track_id);
  expect(changes.length).toBeGreaterThan(points.length / 2);
});

test("trips begin within the hours that are asked for, and last some 9 to 22 minutes", () => {
  expect(times[0]).toBeGreaterThanOrEqual(FROM);
  const trips = new Map<string, number[]>();
  for (const [index, { track_id }] of points.entries())
    trips.set(track_id, [...(trips.get(track_id) ?? []), times[index]!]);
  expect(trips.size).toBeGreaterThan(20);
  for (const trip of trips.values()) {
    expect(trip[0]).toBeLessThan(TO + 60_000);
    expect(trip.at(-1)! - trip[0]!).toBeGreaterThan(5 * 60_000);
    expect(trip.at(-1)! - trip[0]!).toBeLessThan(30 * 60_000);
  }
});

test("the same seed makes the same points, another one others, and a longer day begins with the same ones", () => {
  expect(fleetPoints({ seed: 1, cars: 4, from: FROM, to: TO })).toEqual(points);
  expect(fleetPoints({ seed: 2, cars: 4, from: FROM, to: TO })).not.toEqual(points);
  const longer = fleetPoints({ seed: 1, cars: 4, from: FROM, to: TO + 3_600_000 });
  const until = points.filter((_, index) => times[index]! < TO);
  expect(longer.slice(0, until.length)).toEqual(until);
});
