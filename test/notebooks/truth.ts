import { readFileSync } from "node:fs";
import path from "node:path";
import { Geodesic } from "geographiclib-geodesic";
import { expect } from "vitest";
import { REAL_TRACKS } from "../distance/golden";

/** Metres of the true way of each track. */
export type Truth = ReadonlyMap<string, number>;

export const SAMPLE_FILE = path.resolve("data/journeys.csv");
export const REAL_FILE = path.resolve("../shared/data/go_track_trackspoints_sm.csv");

const METRES = { mi: 1609.344, km: 1000 };

/** The way of each track of the sample, computed from the file with GeographicLib alone. */
export function sampleTruth(): Truth {
  const truth = new Map<string, number>();
  const last = new Map<string, [number, number]>();
  for (const row of readFileSync(SAMPLE_FILE, "utf8").trim().split("\n").slice(1)) {
    const [, latitude, longitude, track = ""] = row.split(",");
    const at: [number, number] = [Number(latitude), Number(longitude)];
    const before = last.get(track) ?? at;
    const hop = Geodesic.WGS84.Inverse(...before, ...at).s12 ?? NaN;
    truth.set(track, (truth.get(track) ?? 0) + hop);
    last.set(track, at);
  }
  return truth;
}

/** The way of each track of the real file, computed outside of this project. */
export function realTruth(): Truth {
  return new Map(Object.entries(REAL_TRACKS).map(([track, { km }]) => [track, km * 1000]));
}

/** Every track's distance, and no other, within 0.01 % or 10 mm. */
export function expectTrue(distances: ReadonlyMap<string, number>, unit: "mi" | "km", truth: Truth): void {
  expect(new Set(distances.keys())).toEqual(new Set(truth.keys()));
  for (const [track, metres] of truth) {
    const off = Math.abs((distances.get(track) ?? NaN) * METRES[unit] - metres);
    expect(off, `track ${track} in ${unit}`).toBeLessThanOrEqual(Math.max(metres * 1e-4, 0.01));
  }
}
