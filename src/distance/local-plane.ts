import type { Coordinates } from "./coordinates";

/** A way on the plane that touches the ellipsoid at a place: metres east and north of it. */
export interface PlaneOffset {
  east: number;
  north: number;
}

/** WGS-84: the semi-major axis in metres, and the first eccentricity squared. */
const A = 6_378_137;
const E2 = 0.006_694_379_990_141_316;
const RADIAN = Math.PI / 180;

/**
 * The way from `origin` to `place`, in metres east and north. True to the ellipsoid near the origin: some millimetres
 * wrong at 1 km, a metre or two at 20 km. The date line is no obstacle; near the poles it is of no use.
 *
 * Source: the radii of curvature in the meridian and in the prime vertical, Snyder, "Map Projections", USGS
 * Professional Paper 1395 (1987), p. 24–25.
 *
 * @example
 * toPlane({ latitude: 41, longitude: 2 }, { latitude: 41.001, longitude: 2 }); // { east: 0, north: 111.05 }
 */
export function toPlane(origin: Coordinates, place: Coordinates): PlaneOffset {
  const { perLatitude, perLongitude } = metresPerDegree(origin.latitude);
  return {
    east: acrossDateLine(place.longitude - origin.longitude) * perLongitude,
    north: (place.latitude - origin.latitude) * perLatitude,
  };
}

/**
 * The place that lies so many metres east and north of `origin`: the reverse of {@link toPlane}.
 *
 * @example
 * fromPlane({ latitude: 41, longitude: 2 }, { east: 0, north: 111.05 }).latitude; // 41.001
 */
export function fromPlane(origin: Coordinates, { east, north }: PlaneOffset): Coordinates {
  const { perLatitude, perLongitude } = metresPerDegree(origin.latitude);
  return {
    latitude: origin.latitude + north / perLatitude,
    longitude: acrossDateLine(origin.longitude + east / perLongitude),
  };
}

function metresPerDegree(latitude: number): { perLatitude: number; perLongitude: number } {
  const sine = Math.sin(latitude * RADIAN);
  const root = Math.sqrt(1 - E2 * sine * sine);
  return {
    perLatitude: ((A * (1 - E2)) / root ** 3) * RADIAN,
    perLongitude: (A / root) * Math.cos(latitude * RADIAN) * RADIAN,
  };
}

/** Degrees in [−180, 180): from there on the count begins anew. */
function acrossDateLine(degrees: number): number {
  return degrees - 360 * Math.floor((degrees + 180) / 360);
}
