import { distanceFunction, type Algorithm } from "../../distance/algorithms";
import type { Coordinates } from "../../distance/coordinates";
import { parsePlace } from "../../tracks/track-point";
import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";

/** Where a car was last, in degrees; absent before its first point. */
export interface LastPlace {
  latitude?: number;
  longitude?: number;
}

/** The way between two consecutive points of a track, by two algorithms. */
export interface HopOutput {
  track_id: string;
  /** Where the hop begins, in degrees. */
  from_latitude: number;
  from_longitude: number;
  /** Where it ends. */
  latitude: number;
  longitude: number;
  algorithm: Algorithm;
  metres: number;
  reference: Algorithm;
  reference_metres: number;
  /** `metres` less `reference_metres`, in metres: above 0 where `algorithm` is too long. */
  difference: number;
  /** Event time at its end, ISO 8601 in UTC. */
  time: string;
}

export interface HopLengthsOptions {
  algorithm: Algorithm;
  /** What it is compared with; default `geodesic`. */
  reference?: Algorithm;
}

type HopParameters = Required<HopLengthsOptions>;

/**
 * Each hop of a track, measured by two algorithms: one output per point but the first.
 *
 * @throws PlayheadError BAD_OPTION on an unknown algorithm
 * @example
 * const replayed = await workbook.replay(topic, {}, { hops: hopLengths({ algorithm: "haversine" }) }, { keep: "every" });
 * worstHopMap(replayed.outputs<HopOutput>("hops").map(({ output }) => output));
 */
export function hopLengths(options: HopLengthsOptions): Processor<LastPlace, Coordinates, HopOutput> {
  const { algorithm, reference = "geodesic" } = options;
  for (const name of [algorithm, reference]) distanceFunction(name); // throws if there is none of that name
  return defineProcessor<LastPlace, Coordinates, HopOutput, HopParameters>({
    name: "hop-lengths",
    parameters: { algorithm, reference },
    initialState: {},
    reads: { latitude: "number", longitude: "number" },
    writes: {
      track_id: "string",
      from_latitude: "number",
      from_longitude: "number",
      latitude: "number",
      longitude: "number",
      algorithm: "string",
      metres: "number",
      reference: "string",
      reference_metres: "number",
      difference: "number",
      time: "string",
    },
    parse: parsePlace,
    step,
  });
}

function step(
  last: LastPlace,
  { key, value: { latitude, longitude }, timestamp }: InputRecord<Coordinates>,
  { algorithm, reference }: HopParameters,
): StepResult<LastPlace, HopOutput> {
  const here = { latitude, longitude };
  if (last.latitude === undefined || last.longitude === undefined) return [here];
  const from = { latitude: last.latitude, longitude: last.longitude };
  const metres = distanceFunction(algorithm)(from, here);
  const reference_metres = distanceFunction(reference)(from, here);
  const output = {
    ...{ track_id: key, from_latitude: from.latitude, from_longitude: from.longitude, ...here },
    ...{ algorithm, metres, reference, reference_metres, difference: metres - reference_metres },
    time: new Date(timestamp).toISOString(),
  };
  return [here, output];
}
