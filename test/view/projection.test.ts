import { expect, test } from "vitest";
import { geodesic } from "../../src/distance/geodesic";
import { extentOf, projectTracks, scaleFor } from "../../src/view/projection";

const at = (track_id: string | number, latitude: number, longitude: number) => ({
  track_id,
  latitude,
  longitude,
});

test("a small region is true to scale within half a percent, at any latitude", () => {
  for (const latitude of [-10.94, 0, 50.06, 70]) {
    const corner = { latitude, longitude: 19 };
    const other = { latitude: latitude + 0.01, longitude: 19.02 };
    const [track] = projectTracks([
      at("1", corner.latitude, corner.longitude),
      at("1", other.latitude, other.longitude),
    ]);
    const [a, b] = track!.points;
    const kilometres = Math.hypot(b!.east - a!.east, b!.north - a!.north);
    expect(Math.abs(kilometres / (geodesic(corner, other) / 1000) - 1)).toBeLessThan(0.006);
  }
});

test("north is up, east is right, and the middle is the origin", () => {
  const extent = extentOf(projectTracks([at("1", 10, 20), at("2", 12, 24)]));
  expect(extent.east).toBeGreaterThan(0);
  expect(extent.north).toBeGreaterThan(0);
  expect(extent.west).toBeCloseTo(-extent.east);
  expect(extent.south).toBeCloseTo(-extent.north);
});

test("tracks keep the order of their first points, and numbers are names", () => {
  const tracks = projectTracks([at("b", 1, 1), at(7, 2, 2), at("b", 3, 3)]);
  expect(tracks.map((track) => [track.track_id, track.points.length])).toEqual([
    ["b", 2],
    ["7", 1],
  ]);
  expect(projectTracks([])).toEqual([]);
});

test("a track across the date line stays in one piece", () => {
  const extent = extentOf(projectTracks([at("1", 0, 179.99), at("1", 0, -179.99)]));
  expect(extent.east - extent.west).toBeCloseTo(0.02 * 111.195, 3);
});

test("very many points", () => {
  const points = Array.from({ length: 300_000 }, (_, index) => at("1", 10, 20 + index * 1e-6));
  const extent = extentOf(projectTracks(points));
  expect(extent.east - extent.west).toBeGreaterThan(30);
});

test("a point has a scale too", () => {
  const extent = extentOf(projectTracks([at("1", 1, 1)]));
  expect(scaleFor(extent, 100, 100)).toBe(100 / 0.05);
  expect(scaleFor({ west: 0, east: 10, south: 0, north: 1 }, 100, 100)).toBe(10);
});
