import { PlayheadError } from "../errors";
import type { DistanceFunction } from "./coordinates";
import { geodesic } from "./geodesic";
import { geolibDistance, geolibPreciseDistance } from "./geolib";
import { haversine } from "./haversine";

/** The ways to measure a distance, by name, each with the line that help texts show. The first one is the default. */
export const ALGORITHMS = {
  geodesic: "the shortest way on the WGS-84 ellipsoid, exact (default)",
  "geolib-precise": "geolib's getPreciseDistance: Vincenty's formula on WGS-84, within 1 mm a hop",
  geolib: "geolib's getDistance: a sphere of the equator's radius, up to 0.7 % off",
  haversine: "a sphere of the mean earth radius, up to 0.6 % off, fastest",
} as const;

export type Algorithm = keyof typeof ALGORITHMS;

export const DEFAULT_ALGORITHM: Algorithm = "geodesic";

const FUNCTIONS: Record<Algorithm, DistanceFunction> = {
  geodesic,
  "geolib-precise": geolibPreciseDistance,
  geolib: geolibDistance,
  haversine,
};

/** Whether `name` is one of {@link ALGORITHMS}. */
export function isAlgorithm(name: string): name is Algorithm {
  return Object.hasOwn(ALGORITHMS, name);
}

/**
 * The distance function of that name: takes two places in degrees, answers in metres.
 *
 * @throws PlayheadError BAD_OPTION for a name that is not in {@link ALGORITHMS}.
 * @example
 * distanceFunction("geodesic")({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 }); // 111319.49
 */
export function distanceFunction(name: string): DistanceFunction {
  if (!isAlgorithm(name)) {
    throw new PlayheadError("BAD_OPTION", `There is no distance algorithm called ${JSON.stringify(name)}`, {
      remedy: `use one of: ${Object.keys(ALGORITHMS).join(", ")}`,
    });
  }
  return FUNCTIONS[name];
}
