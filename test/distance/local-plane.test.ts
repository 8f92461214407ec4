import fc from "fast-check";
import { expect, test } from "vitest";
import { geodesic } from "../../src/distance/geodesic";
import { fromPlane, toPlane } from "../../src/distance/local-plane";

const place = fc.record({
  latitude: fc.double({ min: -80, max: 80, noNaN: true }),
  longitude: fc.double({ min: -180, max: 179.999, noNaN: true }),
});
const metres = fc.double({ min: -1000, max: 1000, noNaN: true });

test("there and back is where one was, across the date line, too", () => {
  fc.assert(
    fc.property(place, metres, metres, (origin, east, north) => {
      const back = toPlane(origin, fromPlane(origin, { east, north }));
      expect(back.east).toBeCloseTo(east, 5);
      expect(back.north).toBeCloseTo(north, 5);
    }),
  );
});

test("a way of up to a kilometre is as long as the geodesic, to a millimetre in the metre", () => {
  fc.assert(
    fc.property(place, metres, metres, (origin, east, north) => {
      const length = Math.hypot(east, north);
      const exact = geodesic(origin, fromPlane(origin, { east, north }));
      expect(Math.abs(exact - length)).toBeLessThan(0.001 * length + 1e-6);
    }),
  );
});
