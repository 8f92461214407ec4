import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drive, type Position } from "../../src/tracks/drive";
import { seededRandom } from "../../src/tracks/random";

const BLOCK = 133.3;

/** Where a car is in each of the first `seconds` of a drive. */
function positions(seed: number, seconds: number): Position[] {
  const places: Position[] = [];
  for (const place of drive(seededRandom(seed))) {
    if (places.push(place) === seconds) break;
  }
  return places;
}

const isOnStreet = (metres: number): boolean => Math.abs(metres / BLOCK - Math.round(metres / BLOCK)) < 1e-9;

describe("drive", () => {
  it("keeps to the streets and the grid, moves at most 14 m in a second, stops and turns", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const places = positions(seed, 1800);
        const offStreet = places.filter(({ along, across }) => !isOnStreet(along) && !isOnStreet(across));
        expect(offStreet).toEqual([]);
        const furthest = (axis: keyof Position) => Math.max(...places.map((place) => Math.abs(place[axis])));
        expect(furthest("along")).toBeLessThanOrEqual(12 * BLOCK + 1e-6);
        expect(furthest("across")).toBeLessThanOrEqual(7 * BLOCK + 1e-6);
        const steps = places.slice(1).map((place, i) => ({
          along: Math.abs(place.along - places[i]!.along),
          across: Math.abs(place.across - places[i]!.across),
        }));
        const moved = steps.map(({ along, across }) => along + across);
        // Around a corner a second is partly on either street.
        expect(Math.max(...moved)).toBeLessThanOrEqual(14 + 1e-9);
        expect(moved.filter((metres) => metres === 0).length).toBeGreaterThan(60);
        expect(steps.filter(({ along }) => along > 1).length).toBeGreaterThan(60);
        expect(steps.filter(({ across }) => across > 1).length).toBeGreaterThan(60);
      }),
      { numRuns: 30 },
    );
  });
});
