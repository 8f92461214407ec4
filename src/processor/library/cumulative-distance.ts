import { distanceFunction, type Algorithm } from "../../distance/algorithms";
import type { Coordinates } from "../../distance/coordinates";
import { fromMetres, parseUnit, type Unit } from "../../distance/units";
import { isoTime } from "../../tracks/no-time";
import { parsePlace } from "../../tracks/track-point";
import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";

export interface DistanceState {
  /** Where the car was last, in degrees; absent before its first point. */
  latitude?: number;
  longitude?: number;
  /** The segment that this was in; absent where the points have none. */
  segment?: number;
  metres: number;
  points: number;
}

/** The distance a car has come by a point of its track. */
export interface DistanceOutput {
  track_id: string;
  distance: number;
  unit: Unit;
  /** How many points the distance is made of. */
  points: number;
  /** Event time, ISO 8601 in UTC; null where the point has none. */
  time: string | null;
}

/** A place, and the number of the track's segment that it is in: a field that a GPX file's points have. */
interface SegmentPlace extends Coordinates {
  segment?: number | null;
}

export interface CumulativeDistanceOptions {
  /** Unit of the outputs: `m`, `km` or `mi` (the international mile of 1609.344 m). */
  unit: Unit;
  /** How a hop is measured; default `geodesic`. */
  algorithm?: Algorithm;
}

type DistanceParameters = Required<CumulativeDistanceOptions>;

/**
 * Sums the hops between a track's points: one output per point, with the distance so far. The points count in the
 * order of the log. Where they have a number as `segment`, as those of a GPX file do, the hop from one segment to the
 * next is not counted: nobody has recorded the way. The state is in metres whatever the unit, so the same track in miles and in kilometres differs by
 * exactly 1.609344.
 *
 * @throws PlayheadError BAD_OPTION on an unknown unit or algorithm
 * @example
 * await workbook.process(cumulativeDistance({ unit: "km" }), { group: "distance_calculator" });
 */
export function cumulativeDistance(
  options: CumulativeDistanceOptions,
): Processor<DistanceState, Coordinates, DistanceOutput> {
  const { unit, algorithm = "geodesic" } = options;
  distanceFunction(algorithm); // throws if there is none of that name
  return defineProcessor<DistanceState, SegmentPlace, DistanceOutput, DistanceParameters>({
    name: "cumulative-distance",
    parameters: { unit: parseUnit(unit), algorithm },
    initialState: { metres: 0, points: 0 },
    reads: { latitude: "number", longitude: "number", segment: "number?" },
    writes: { track_id: "string", distance: "number", unit: "string", points: "number", time: "string?" },
    parse: parsePlace,
    step,
  });
}

function step(
  state: DistanceState,
  record: InputRecord<SegmentPlace>,
  { unit, algorithm }: DistanceParameters,
): StepResult<DistanceState, DistanceOutput> {
  const { latitude, longitude } = record.value;
  const segment = record.value.segment ?? undefined;
  const hop =
    state.latitude === undefined || state.longitude === undefined || state.segment !== segment
      ? 0
      : distanceFunction(algorithm)(
          { latitude: state.latitude, longitude: state.longitude },
          { latitude, longitude },
        );
  const metres = state.metres + hop;
  const points = state.points + 1;
  const time = isoTime(record.timestamp);
  return [
    segment === undefined
      ? { latitude, longitude, metres, points }
      : { latitude, longitude, segment, metres, points },
    { track_id: record.key, distance: fromMetres(metres, unit), unit, points, time },
  ];
}
