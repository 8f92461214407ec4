import { distanceFunction, type Algorithm } from "../distance/algorithms";
import type { LoggedPoint } from "./log";

/** The metres of each hop between consecutive points; none from one segment to the next. */
export function hopsInMetres(points: readonly LoggedPoint[], algorithm: Algorithm = "geodesic"): number[] {
  const distance = distanceFunction(algorithm);
  return points.slice(1).map(({ point }, index) => {
    const { point: before } = points[index] as LoggedPoint;
    return before["segment"] === point["segment"] ? distance(before, point) : 0;
  });
}

/** The metres of the whole track. */
export function trackMetres(points: readonly LoggedPoint[], algorithm: Algorithm = "geodesic"): number {
  return hopsInMetres(points, algorithm).reduce((sum, metres) => sum + metres, 0);
}
