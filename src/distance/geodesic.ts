import { Geodesic } from "geographiclib-geodesic";
import type { Coordinates } from "./coordinates";

/**
 * The shortest way over the WGS-84 ellipsoid, in metres: the reference that the other algorithms are measured by.
 * Right to some 15 nanometres everywhere, nearly opposite points of the globe included.
 *
 * Source: C. F. F. Karney, "Algorithms for geodesics", J. Geodesy 87 (2013) 43–55, doi:10.1007/s00190-012-0578-z,
 * in the author's own implementation.
 *
 * @example
 * geodesic({ latitude: -41.32, longitude: 174.81 }, { latitude: 40.96, longitude: -5.5 }); // 19959679.267
 */
export function geodesic(a: Coordinates, b: Coordinates): number {
  // The library answers NaN, never undefined, when it is asked for the distance; the type is that of all its answers.
  return (
    Geodesic.WGS84.Inverse(a.latitude, a.longitude, b.latitude, b.longitude, Geodesic.DISTANCE).s12 ?? NaN
  );
}
