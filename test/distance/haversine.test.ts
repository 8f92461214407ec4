import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { geodesic } from "../../src/distance/geodesic";
import { haversine } from "../../src/distance/haversine";
import { anywhere, nearby } from "./arbitrary";

/** Half the circumference of a sphere of 6371008.8 m. */
const HALF_WAY_ROUND = Math.PI * 6371008.8;

describe("haversine", () => {
  it("is a great circle on a sphere of 6371008.8 m", () => {
    expect(haversine({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 90 })).toBeCloseTo(
      HALF_WAY_ROUND / 2,
      6,
    );
    expect(haversine({ latitude: -90, longitude: 5 }, { latitude: 90, longitude: 7 })).toBeCloseTo(
      HALF_WAY_ROUND,
      6,
    );
  });

  it("is within 0.6 % of the geodesic, far and near", () => {
    fc.assert(
      fc.property(fc.oneof(nearby, fc.tuple(anywhere, anywhere)), ([a, b]) => {
        const exact = geodesic(a, b);
        expect(Math.abs(haversine(a, b) - exact)).toBeLessThanOrEqual(0.006 * exact + 1e-3);
      }),
      { numRuns: 1000 },
    );
  });

  it("is a metric: zero to itself, the same both ways, no detour shorter", () => {
    fc.assert(
      fc.property(anywhere, anywhere, anywhere, (a, b, c) => {
        expect(haversine(a, a)).toBe(0);
        expect(haversine(a, b)).toBeCloseTo(haversine(b, a), 6);
        expect(haversine(a, c)).toBeLessThan(haversine(a, b) + haversine(b, c) + 0.5);
      }),
    );
  });

  it("is a number between any two points, opposite ones too", () => {
    fc.assert(
      fc.property(anywhere, ({ latitude, longitude }) => {
        const opposite = {
          latitude: -latitude,
          longitude: longitude > 0 ? longitude - 180 : longitude + 180,
        };
        expect(haversine({ latitude, longitude }, opposite)).toBeCloseTo(HALF_WAY_ROUND, 0);
      }),
    );
  });
});
