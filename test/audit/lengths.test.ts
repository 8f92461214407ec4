import fc from "fast-check";
import { expect, test } from "vitest";
import { ALGORITHM_NAMES, HISTORIES, TrackLengths, type History } from "../../src/audit/lengths";
import { distanceFunction } from "../../src/distance/algorithms";
import type { Coordinates } from "../../src/distance/coordinates";
import { drive, lengthsOf } from "./tracks";

/** What each history makes of the points before they are added up. */
const PASSES: Record<History, (points: Coordinates[]) => Coordinates[]> = {
  once: (points) => points,
  "once-unflushed": (points) => points.slice(0, points.length - (points.length % 5)),
  twice: (points) => [...points, ...points],
  "twice-unflushed": (points) => [...points, ...points.slice(0, points.length - (points.length % 5))],
};

function added(points: readonly Coordinates[], algorithm: string): number {
  const measure = distanceFunction(algorithm);
  return points.slice(1).reduce((sum, point, index) => sum + measure(points[index]!, point), 0);
}

test("each history by each algorithm, as if the points were added up one by one", () => {
  fc.assert(
    fc.property(drive(5), (points) => {
      const lengths = lengthsOf(points);
      for (const history of Object.keys(HISTORIES) as History[]) {
        for (const [index, algorithm] of ALGORITHM_NAMES.entries()) {
          const expected = added(PASSES[history](points), algorithm);
          expect(lengths.by(history)?.[index]).toBeCloseTo(expected, 6);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test("from one segment to the next nothing is counted, nor from the last one home to the first", () => {
  const places = [41, 42, 43, 44, 45].map((latitude) => ({ latitude, longitude: 2 }));
  const lengths = new TrackLengths();
  for (const [index, place] of places.entries())
    lengths.add({ ...place, segment: index < 2 ? 1 : 2 }, String(index));
  const once = added(places.slice(0, 2), "geodesic") + added(places.slice(2), "geodesic");
  const geodesic = ALGORITHM_NAMES.indexOf("geodesic");
  expect(lengths.by("once")?.[geodesic]).toBeCloseTo(once, 6);
  expect(lengths.by("twice")?.[geodesic]).toBeCloseTo(2 * once, 6);
});

test("a track that fills no packet gives nothing where the last one is never flushed", () => {
  const four = lengthsOf([1, 2, 3, 4].map((n) => ({ latitude: n, longitude: n })));
  expect(four.by("once-unflushed")).toBeUndefined();
  expect(four.by("twice-unflushed")).toBeUndefined();
  expect(four.by("once")?.[0]).toBeGreaterThan(0);
  expect(new TrackLengths().by("once")).toBeUndefined();
});

test("points that come twice count once, by their ids, wherever they stand; without ids all count", () => {
  fc.assert(
    fc.property(drive(1), fc.infiniteStream(fc.nat()), (points, random) => {
      const repeated = new TrackLengths();
      let again = 0;
      for (const [index, point] of points.entries()) {
        repeated.add(point, String(index));
        const earlier = (random.next().value ?? 0) % (index + 1);
        if (earlier % 2 === 1) continue;
        repeated.add(points[earlier]!, String(earlier));
        again++;
      }
      expect(repeated.repeated).toBe(again);
      expect(repeated.points).toBe(points.length);
      expect(repeated.by("once")).toEqual(lengthsOf(points).by("once"));
    }),
    { numRuns: 50 },
  );
  const nameless = new TrackLengths();
  for (let n = 0; n < 2; n++) nameless.add({ latitude: 1, longitude: 1 }, undefined);
  expect([nameless.points, nameless.repeated]).toEqual([2, 0]);
});
