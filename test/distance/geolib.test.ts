import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { geodesic } from "../../src/distance/geodesic";
import { geolibDistance, geolibPreciseDistance } from "../../src/distance/geolib";
import { anywhere, nearby } from "./arbitrary";
import { GEODESICS } from "./golden";

const MILLIMETRE = 0.001;

describe("geolibPreciseDistance", () => {
  it("is within a millimetre of the geodesic, wherever the points are", () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        expect(Math.abs(geolibPreciseDistance(a, b) - geodesic(a, b))).toBeLessThanOrEqual(MILLIMETRE);
      }),
      { numRuns: 1000 },
    );
  });

  it("is the geodesic between nearly opposite points, where Vincenty's formula does not converge", () => {
    const nearlyOpposite = fc
      .tuple(anywhere, fc.double({ min: -0.6, max: 0.6, noNaN: true }))
      .map(([a, off]) => {
        const b = {
          latitude: -a.latitude,
          longitude: a.longitude > 0 ? a.longitude - 180 + off : a.longitude + 180 - off,
        };
        return [a, b] as const;
      })
      .filter(([, b]) => Math.abs(b.longitude) <= 180);
    fc.assert(
      fc.property(nearlyOpposite, ([a, b]) => {
        expect(Math.abs(geolibPreciseDistance(a, b) - geodesic(a, b))).toBeLessThanOrEqual(MILLIMETRE);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(GEODESICS)("from %d %d to %d %d is %d m", (lat1, lon1, lat2, lon2, metres) => {
    const distance = geolibPreciseDistance(
      { latitude: lat1, longitude: lon1 },
      { latitude: lat2, longitude: lon2 },
    );
    expect(Math.abs(distance - metres)).toBeLessThanOrEqual(MILLIMETRE + 0.0005);
  });

  it("is 0 from a point to itself", () => {
    fc.assert(
      fc.property(anywhere, (a) => {
        expect(geolibPreciseDistance(a, a)).toBe(0);
      }),
    );
  });
});

describe("geolibDistance", () => {
  it("is within 0.7 % of the geodesic for the hops of a drive, and keeps those under a metre", () => {
    fc.assert(
      fc.property(nearby, ([a, b]) => {
        const exact = geodesic(a, b);
        expect(Math.abs(geolibDistance(a, b) - exact)).toBeLessThan(0.007 * exact + 0.5);
      }),
    );
    const hop = geolibDistance({ latitude: 10, longitude: 20 }, { latitude: 10.000004, longitude: 20 });
    expect(hop).toBeGreaterThan(0.3);
    expect(hop).toBeLessThan(0.6);
  });

  it("is the same both ways", () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        // To the millimetre that it is rounded to.
        expect(Math.abs(geolibDistance(a, b) - geolibDistance(b, a))).toBeLessThan(0.0011);
      }),
    );
  });
});
