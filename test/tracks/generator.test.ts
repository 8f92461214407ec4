import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { geodesic } from "../../src/distance/geodesic";
import { csvLines, generateTracks, sampleTracks } from "../../src/tracks/generator";
import { timeParser } from "../../src/tracks/time";
import type { TrackPoint } from "../../src/tracks/track-point";

const SAMPLE = join(__dirname, "../../data/journeys.csv");

/** The points by track, in order. */
function byTrack(points: Iterable<TrackPoint>): Map<string, TrackPoint[]> {
  const tracks = new Map<string, TrackPoint[]>();
  for (const point of points) {
    const track = tracks.get(point.track_id);
    if (track === undefined) tracks.set(point.track_id, [point]);
    else track.push(point);
  }
  return tracks;
}

const timeOf = (point: TrackPoint): number => Number(timeParser()(point.time ?? ""));

describe("the sample", () => {
  it("is what the generator makes: if not, run npx tsx data/generate.ts", async () => {
    expect(await readFile(SAMPLE, "utf8")).toBe([...csvLines(sampleTracks())].join(""));
  });

  it("has ten tracks apart from those of the real data set, one of three points and one of a single point", () => {
    const tracks = byTrack(sampleTracks());
    expect([...tracks.keys()]).toEqual(Array.from({ length: 10 }, (_, i) => String(101 + i)));
    const lengths = [...tracks.values()].map((points) => points.length);
    expect(lengths).toContain(3);
    expect(lengths).toContain(1);
    const points = lengths.reduce((sum, length) => sum + length, 0);
    expect(points).toBeGreaterThanOrEqual(600);
    expect(points).toBeLessThanOrEqual(900);
  });

  it("has ids that rise with gaps, times that never run back, many points to a minute, all in the past", () => {
    const points = [...sampleTracks()];
    const ids = points.map(({ id }) => Number(id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(ids.at(-1)! - ids[0]!).toBeGreaterThan(points.length);
    for (const track of byTrack(points).values()) {
      const times = track.map(timeOf);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      if (times.length > 20) expect(new Set(times).size).toBeLessThan(times.length / 5);
    }
    expect(Math.max(...points.map(timeOf))).toBeLessThan(Date.UTC(2025, 0, 1));
    expect(Math.min(...points.map(timeOf))).toBeGreaterThanOrEqual(Date.UTC(2023, 0, 1));
  });

  it("drives as cars do in a city: stops, hops of at most 14 m/s, some kilometres at some 20 km/h", () => {
    for (const track of byTrack(sampleTracks()).values()) {
      if (track.length < 20) continue;
      const hops = track.slice(1).map((point, i) => geodesic(track[i]!, point));
      // Two fixes are at most 8 s apart; the receiver's error adds some metres.
      expect(Math.max(...hops)).toBeLessThan(8 * 14 + 10);
      expect(hops.filter((hop) => hop < 8).length).toBeGreaterThan(hops.length / 20);
      const seconds = (timeOf(track.at(-1)!) - timeOf(track[0]!)) / 1000 + 60;
      const speed = hops.reduce((sum, hop) => sum + hop, 0) / seconds;
      expect(speed).toBeGreaterThan(3);
      expect(speed).toBeLessThan(12);
    }
  });
});

describe("generateTracks", () => {
  const some = (seed: number) =>
    [...csvLines(generateTracks({ seed, tracks: 15, pointsPerTrack: 200 }))].join("");

  it("makes the same bytes for the same seed, on every machine, and others for another", () => {
    const made = some(42);
    const digest = createHash("sha256").update(made).digest("hex");
    expect(digest).toBe("62d15638f15c70c169a42d4112a5a2daf156f0c091ad180cba1933428bb5367c");
    expect(some(43)).not.toBe(made);
  });

  it("makes as many tracks and points as asked for, none of them far from the city", () => {
    const tracks = byTrack(generateTracks({ seed: 1, tracks: 30, pointsPerTrack: 500 }));
    expect([...tracks.values()].map((points) => points.length)).toEqual(Array<number>(30).fill(500));
    const middle = { latitude: 41.3917, longitude: 2.1649 };
    for (const points of tracks.values()) {
      expect(Math.max(...points.map((point) => geodesic(middle, point)))).toBeLessThan(2000);
    }
  });

  it("begins every drive in 2023 or 2024, however many there are", () => {
    const starts = [...generateTracks({ seed: 2, tracks: 5000, pointsPerTrack: 1 })].map(timeOf);
    expect(Math.min(...starts)).toBeGreaterThanOrEqual(Date.UTC(2023, 0, 1));
    expect(Math.max(...starts)).toBeLessThan(Date.UTC(2025, 0, 1));
  });

  it("can be stopped after any point: nothing is made ahead", () => {
    const [first] = generateTracks({ seed: 1, tracks: 1e9, pointsPerTrack: 1e9 });
    expect(first?.track_id).toBe("101");
  });
});
