import { getDistance, getPreciseDistance } from "geolib";
import type { Coordinates } from "./coordinates";
import { geodesic } from "./geodesic";

/** geolib rounds to multiples of this, in metres. Its own default of 1 m makes hops of 0.4 m vanish. */
const ACCURACY = 0.001;

/**
 * geolib's `getDistance`, in metres: the spherical law of cosines on the equator's radius (6378137 m), so 0.11 %
 * longer than a sphere of the mean radius. The arc cosine loses hops under some 0.1 m.
 */
export function geolibDistance(a: Coordinates, b: Coordinates): number {
  return getDistance(a, b, ACCURACY);
}

/**
 * geolib's `getPreciseDistance`, in metres: T. Vincenty's inverse formula on WGS-84 (Survey Review 23 (1975) 88–93),
 * within a millimetre of the geodesic. Between nearly opposite points of the globe the formula does not converge and
 * geolib answers NaN or a wrong length: there this function answers with the geodesic.
 */
export function geolibPreciseDistance(a: Coordinates, b: Coordinates): number {
  const distance = getPreciseDistance(a, b, ACCURACY);
  return distance < VINCENTY_IS_SAFE_BELOW ? distance : geodesic(a, b);
}

/**
 * Vincenty's formula fails only for points within some 0.6° of opposite (Vincenty's own paper; Karney 2013, section 1):
 * more than 19,900 km apart. A shorter distance is always a converged one.
 */
const VINCENTY_IS_SAFE_BELOW = 19_800_000;
