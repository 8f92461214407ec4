import { distanceFunction, type Algorithm } from "../distance/algorithms";
import type { LoggedPoint } from "./log";

/** The metres of each hop between consecutive points. */
export function hopsInMetres(points: readonly LoggedPoint[], algorithm: Algorithm = "geodesic"): number[] {
  const distance = distanceFunction(algorithm);
  return points.slice(1).map(({ point }, index) => distance((points[index] as LoggedPoint).point, point));
}

/** The metres of the whole track. */
export function trackMetres(points: readonly LoggedPoint[], algorithm: Algorithm = "geodesic"): number {
  return hopsInMetres(points, algorithm).reduce((sum, metres) => sum + metres, 0);
}
