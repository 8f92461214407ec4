import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ALGORITHMS, DEFAULT_ALGORITHM, distanceFunction, isAlgorithm } from "../../src/distance/algorithms";
import { fromMetres } from "../../src/distance/units";
import { readTrackRows } from "../../src/tracks/csv";
import type { TrackPoint } from "../../src/tracks/track-point";
import { REAL_TRACKS } from "./golden";

const REAL_FILE = join(__dirname, "../../../shared/data/go_track_trackspoints_sm.csv");

/** The way of each track in metres, by its id, and how many points it has. */
async function trackLengths(file: string, algorithm: string) {
  const distance = distanceFunction(algorithm);
  const tracks: Record<string, { rows: number; metres: number; last: TrackPoint }> = {};
  for await (const rows of readTrackRows(file)) {
    for (const row of rows) {
      if (row.reason !== undefined) throw new Error(row.reason);
      const { point } = row;
      const track = (tracks[point.track_id] ??= { rows: 0, metres: 0, last: point });
      track.rows++;
      track.metres += distance(track.last, point);
      track.last = point;
    }
  }
  return tracks;
}

describe("distanceFunction", () => {
  it("measures by the geodesic unless told otherwise", () => {
    expect(DEFAULT_ALGORITHM).toBe("geodesic");
    const wellington = { latitude: -41.32, longitude: 174.81 };
    const salamanca = { latitude: 40.96, longitude: -5.5 };
    expect(distanceFunction(DEFAULT_ALGORITHM)(wellington, salamanca)).toBeCloseTo(19959679.267, 3);
  });

  it("has a function of its own for every name", () => {
    const london = { latitude: 51.5, longitude: -0.12 };
    const paris = { latitude: 48.86, longitude: 2.35 };
    const metres = Object.keys(ALGORITHMS).map((name) => distanceFunction(name)(london, paris));
    for (const length of metres) expect(Math.abs(length - metres[0]!)).toBeLessThan(2000);
    expect(new Set(metres).size).toBe(metres.length);
  });

  it("refuses an unknown name and lists the known ones", () => {
    for (const name of ["euclid", "", "toString"]) {
      expect(isAlgorithm(name)).toBe(false);
      expect(() => distanceFunction(name)).toThrowError(
        expect.objectContaining({
          code: "BAD_OPTION",
          remedy: "use one of: geodesic, geolib-precise, geolib, haversine",
        }),
      );
    }
  });
});

describe.skipIf(!existsSync(REAL_FILE))("the real data set", () => {
  it("has the true lengths by the geodesic, in miles and kilometres", async () => {
    const tracks = await trackLengths(REAL_FILE, "geodesic");
    expect(Object.keys(tracks).sort()).toEqual(Object.keys(REAL_TRACKS).sort());
    for (const [id, { rows, mi, km }] of Object.entries(REAL_TRACKS)) {
      const { rows: found, metres } = tracks[id]!;
      expect(found).toBe(rows);
      expect(Math.abs(fromMetres(metres, "mi") - mi)).toBeLessThan(0.000006);
      expect(Math.abs(fromMetres(metres, "km") - km)).toBeLessThan(0.000002);
    }
  });

  it("is as long by geolib's precise algorithm, to a centimetre, and longer by its fast one", async () => {
    const [exact, precise, fast] = await Promise.all(
      ["geodesic", "geolib-precise", "geolib"].map((name) => trackLengths(REAL_FILE, name)),
    );
    for (const [id, { rows, metres }] of Object.entries(exact!)) {
      expect(Math.abs(precise![id]!.metres - metres)).toBeLessThan(0.01);
      if (rows > 1) expect(fast![id]!.metres).toBeGreaterThan(metres);
    }
  });
});

if (!existsSync(REAL_FILE)) {
  console.warn(`SKIPPED: the lengths of the real data set, because ${REAL_FILE} is not there.`);
}
