import fc from "fast-check";
import { Geodesic } from "geographiclib-geodesic";
import { expect, test } from "vitest";
import type { Coordinates } from "../../../src/distance/coordinates";
import { geodesic } from "../../../src/distance/geodesic";
import {
  smoothPositions,
  type SmoothPositionsOptions,
} from "../../../src/processor/library/smooth-positions";
import { drive } from "../../../src/tracks/drive";
import { seededRandom } from "../../../src/tracks/random";
import { at, fold, metresNorth } from "./fold";

/** Where the points are after smoothing. */
function smoothed(
  given: readonly Coordinates[],
  options: SmoothPositionsOptions = {},
  seconds = given.map((_, index) => index * 5),
): Coordinates[] {
  return fold(smoothPositions<Coordinates>(options), at(seconds, given)).flat();
}

function metresOf(points: readonly Coordinates[]): number {
  return points.slice(1).reduce((sum, point, index) => sum + geodesic(points[index]!, point), 0);
}

/** The place so many metres from another. */
function from({ latitude, longitude }: Coordinates, azimuth: number, metres: number): Coordinates {
  const { lat2 = NaN, lon2 = NaN } = Geodesic.WGS84.Direct(latitude, longitude, azimuth, metres);
  return { latitude: lat2, longitude: lon2 };
}

const anywhere = fc.record({
  latitude: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 0, 90, 89.9999)),
  longitude: fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.constantFrom(-180, 180, 179.9999)),
});
const azimuth = fc.double({ min: 0, max: 360, noNaN: true });
const seed = fc.integer();

test("a car that stands still: whatever the noise, anywhere on the globe, most of the way that it seems to have come is gone", () => {
  fc.assert(
    fc.property(anywhere, seed, (place, number) => {
      const random = seededRandom(number);
      const fixes = Array.from({ length: 100 }, () => {
        return from(place, random.between(0, 360), 5 * Math.abs(random.normal()));
      });
      const after = smoothed(fixes, { noiseMetres: 5, speedChange: 0.1 });
      expect(metresOf(after)).toBeLessThan(0.5 * metresOf(fixes));
    }),
    { numRuns: 50 },
  );
});

test("straight on at constant speed, over date line and poles, every point stays within a centimetre", () => {
  fc.assert(
    fc.property(anywhere, azimuth, fc.double({ min: 0, max: 50, noNaN: true }), (start, towards, speed) => {
      const way = Array.from({ length: 50 }, (_, index) => from(start, towards, index * 5 * speed));
      smoothed(way).forEach((point, index) => expect(geodesic(point, way[index]!)).toBeLessThan(0.01));
    }),
  );
});

test("a drive through a city with noise on each fix: the way is closer to the true one in sum", () => {
  let [raw, smooth] = [0, 0];
  for (const number of [1, 2, 3, 4, 5]) {
    const random = seededRandom(number);
    const cars = drive(random);
    const truth = Array.from({ length: 600 }, () => {
      const { along, across } = cars.next().value as { along: number; across: number };
      return from(from({ latitude: 41.39, longitude: 2.16 }, 0, along), 90, across);
    });
    const fixes = truth.map((place) => from(from(place, 0, 3 * random.normal()), 90, 3 * random.normal()));
    const seconds = truth.map((_, index) => index);
    const after = smoothed(fixes, { noiseMetres: 3 }, seconds);
    raw += Math.abs(metresOf(fixes) - metresOf(truth));
    smooth += Math.abs(metresOf(after) - metresOf(truth));
  }
  expect(smooth).toBeLessThan(raw * 0.6);
});

test("the same points at the same times come out the same, and elsewhere on the globe in the same shape", () => {
  fc.assert(
    fc.property(anywhere, azimuth, seed, (start, turn, number) => {
      const random = seededRandom(number);
      const steps = Array.from(
        { length: 20 },
        () => [random.between(0, 90), random.between(0, 100)] as const,
      );
      const placed = (place: Coordinates, turned: number) =>
        steps.map(([towards, metres]) => from(place, towards + turned, metres));
      const here = smoothed(placed({ latitude: 0, longitude: 0 }, 0));
      expect(smoothed(placed({ latitude: 0, longitude: 0 }, 0))).toEqual(here);
      expect(metresOf(smoothed(placed(start, turn)))).toBeCloseTo(metresOf(here), 2);
    }),
  );
});

test("after a pause the point stays where it is, and so does the next one, wherever the car was going", () => {
  const way = metresNorth(0, 100, 200, 5000, 4990, 4980);
  const after = smoothed(way, { gapMs: 60_000 }, [0, 5, 10, 71, 76, 81]);
  expect(after[3]).toEqual(way[3]);
  expect(geodesic(after[4]!, way[4]!)).toBeLessThan(0.01);
  // A second earlier it is no pause, and the point is between where it was expected and where it seems to be.
  expect(geodesic(smoothed(way, {}, [0, 5, 10, 70, 75, 80])[3]!, way[3]!)).toBeGreaterThan(0.01);
});

test("a late point is left out, and leaves no trace", () => {
  const way = metresNorth(0, 100, 999, 200);
  const all = smoothed(way, {}, [0, 10, 5, 20]);
  expect(all).toHaveLength(3);
  expect(all).toEqual(smoothed([way[0]!, way[1]!, way[3]!], {}, [0, 10, 20]));
});

test("fixes of one moment are of one place: their mean", () => {
  const [, , last] = smoothed(metresNorth(0, 3, 6), {}, [7, 7, 7]);
  expect(geodesic(last!, metresNorth(3)[0]!)).toBeLessThan(0.01);
});

test("where times are whole minutes, the usual interval takes their place, as far as they allow it", () => {
  const way = metresNorth(0, 30, 100, 160, 230, 300);
  const exact = smoothed(way, {}, [0, 5, 10, 15, 20, 25]);
  const rounded = { timeResolutionMs: 60_000, intervalMs: 5000 };
  expect(smoothed(way, rounded, [0, 0, 0, 60, 60, 60])).toEqual(exact);
  // Two minutes by the clock are more than one: 5 seconds can't be meant.
  expect(smoothed(way, { ...rounded, gapMs: 59_999 }, [0, 0, 0, 120, 120, 120])[3]).toEqual(way[3]);
});

test("all else of a value stays, and what is not a place is refused", () => {
  const [[first], [second]] = fold(
    smoothPositions<Coordinates & { id: string; more: unknown }>(),
    at(
      [0, 5],
      [
        { id: "a", latitude: 1, longitude: 2, more: [1] },
        { id: "b", latitude: 1, longitude: 2, more: null },
      ],
    ),
  ) as [[object], [object]];
  expect(first).toEqual({ id: "a", latitude: 1, longitude: 2, more: [1] });
  expect(second).toMatchObject({ id: "b", more: null });
  expect(() => smoothPositions().parse({ latitude: 91, longitude: 0 })).toThrow(
    expect.objectContaining({ code: "BAD_RECORD" }) as Error,
  );
});

test("wrong options are refused", () => {
  const wrong = [
    { noiseMetres: 0 },
    { speedChange: -1 },
    { gapMs: "60" },
    { timeResolutionMs: 60_000 },
    { intervalMs: 5000 },
    { timeResolutionMs: -1, intervalMs: 5000 },
  ];
  for (const options of wrong) {
    expect(() => smoothPositions(options as SmoothPositionsOptions)).toThrow(
      expect.objectContaining({ code: "BAD_OPTION" }) as Error,
    );
  }
});
