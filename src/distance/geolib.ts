import { getDistance, getPreciseDistance } from "geolib";
import type { Coordinates } from "./coordinates";
import { geodesic } from "./geodesic";

/** geolib rounds to multiples of this, in metres. Its own default of 1 m makes hops of 0.4 m vanish. */
const ACCURACY = 0.001;

/**
 * Where geolib's Vincenty iteration may not converge, in metres: between points within about half a degree of
 * opposite (Vincenty's paper; Karney 2013, section 1). Its failures begin at 19,922 km; shorter answers are converged.
 */
const CONVERGES_BELOW = 19_800_000;

/**
 * geolib's `getDistance`, in metres: the spherical law of cosines on the equator's radius (6378137 m), where the
 * ellipsoid's radii of curvature go from 6335 to 6400 km. Its arc cosine can't tell hops of less than some 0.1 m.
 */
export function geolibDistance(a: Coordinates, b: Coordinates): number {
  return getDistance(a, b, ACCURACY);
}

/**
 * geolib's `getPreciseDistance`, in metres: T. Vincenty's inverse formula on WGS-84 (Survey Review 23 (1975) 88–93),
 * within a millimetre of the geodesic. Where the formula may not converge (geolib then answers NaN), this is the
 * geodesic itself.
 */
export function geolibPreciseDistance(a: Coordinates, b: Coordinates): number {
  const distance = getPreciseDistance(a, b, ACCURACY);
  return distance < CONVERGES_BELOW ? distance : geodesic(a, b);
}
