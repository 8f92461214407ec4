/** A place on the WGS-84 ellipsoid, in degrees: latitude −90…90 (north is positive), longitude −180…180 (east). */
export interface Coordinates {
  latitude: number;
  longitude: number;
}

/** The length of the way from `a` to `b` over the earth's surface, in metres. */
export type DistanceFunction = (a: Coordinates, b: Coordinates) => number;
