import fc from "fast-check";
import type { Coordinates } from "../../src/distance/coordinates";

const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });

/** Any place on earth, poles and antimeridian included. */
export const anywhere: fc.Arbitrary<Coordinates> = fc.record({
  latitude: fc.oneof(degrees(90), fc.constantFrom(-90, 0, 90)),
  longitude: fc.oneof(degrees(180), fc.constantFrom(-180, 0, 180)),
});

/** Two places within some kilometres of each other, away from the poles, as the points of a drive are. */
export const nearby: fc.Arbitrary<readonly [Coordinates, Coordinates]> = fc
  .record({ latitude: degrees(85), longitude: degrees(180), north: degrees(0.05), east: degrees(0.05) })
  .map(({ latitude, longitude, north, east }) => [
    { latitude, longitude },
    { latitude: latitude + north, longitude: wrap(longitude + east) },
  ]);

function wrap(longitude: number): number {
  return longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude;
}
