import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { geodesic } from "../../src/distance/geodesic";
import { anywhere } from "./arbitrary";
import { GEODESICS } from "./golden";

describe("geodesic", () => {
  it.each(GEODESICS)(
    "from %d %d to %d %d is %d m within half a millimetre",
    (lat1, lon1, lat2, lon2, metres) => {
      const distance = geodesic({ latitude: lat1, longitude: lon1 }, { latitude: lat2, longitude: lon2 });
      expect(Math.abs(distance - metres)).toBeLessThan(0.0005);
    },
  );

  it("is a metric: zero to itself, the same both ways, no detour shorter", () => {
    fc.assert(
      fc.property(anywhere, anywhere, anywhere, (a, b, c) => {
        expect(geodesic(a, a)).toBe(0);
        expect(Math.abs(geodesic(a, b) - geodesic(b, a))).toBeLessThan(1e-7);
        expect(geodesic(a, c)).toBeLessThan(geodesic(a, b) + geodesic(b, c) + 1e-6);
      }),
    );
  });

  it("takes the short way across the antimeridian, where 180 and -180 are one", () => {
    const across = geodesic({ latitude: 10, longitude: 179.999 }, { latitude: 10, longitude: -179.999 });
    expect(across).toBeCloseTo(
      geodesic({ latitude: 10, longitude: 0 }, { latitude: 10, longitude: 0.002 }),
      6,
    );
    expect(geodesic({ latitude: 10, longitude: 180 }, { latitude: 10, longitude: -180 })).toBe(0);
  });

  it("knows no longitude at a pole", () => {
    fc.assert(
      fc.property(anywhere, anywhere, ({ longitude: one }, { longitude: other }) => {
        expect(geodesic({ latitude: 90, longitude: one }, { latitude: 90, longitude: other })).toBeLessThan(
          1e-6,
        );
      }),
    );
    expect(geodesic({ latitude: 90, longitude: 0 }, { latitude: -90, longitude: 77 })).toBeCloseTo(
      20003931.4586,
      3,
    );
  });
});
