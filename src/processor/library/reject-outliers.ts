import type { Coordinates } from "../../distance/coordinates";
import { geodesic } from "../../distance/geodesic";
import { requireTime } from "../../tracks/no-time";
import { parsePlace, type TrackPoint } from "../../tracks/track-point";
import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";
import { positiveNumber, zeroOrMore } from "./options";

/** The last point that was let through; nothing before the first one. */
export interface AcceptedState {
  latitude?: number;
  longitude?: number;
  /** Event time, ms since 1970 UTC. */
  timestamp?: number;
}

export interface RejectOutliersOptions {
  /** What a jump may not be faster than, in km/h. */
  kmPerHour: number;
  /**
   * How much the times are rounded by, in milliseconds: that much longer a jump may have taken. 60000 where they are
   * whole minutes. Default 0: as they are.
   */
  timeResolutionMs?: number;
}

type OutlierParameters = Required<RejectOutliersOptions>;

/**
 * Drops a point that could only be reached by a jump faster than `kmPerHour` from the last point that was let through;
 * lets all others through as they are. The jump is measured on the WGS-84 ellipsoid.
 *
 * The first point of a track is always let through. Between points of equal times any move at all is too fast, only
 * the same place is let through: where times are rounded, `timeResolutionMs` must say so. A point that comes late,
 * with an earlier time than the last one, is judged by the time between them all the same. One without a time is a bad
 * record.
 *
 * @throws PlayheadError BAD_OPTION unless `kmPerHour` is above 0 and `timeResolutionMs` 0 or more
 * @example
 * pipe(rejectOutliers({ kmPerHour: 200, timeResolutionMs: 60_000 }), cumulativeDistance({ unit: "km" }))
 */
export function rejectOutliers<Value extends Coordinates = TrackPoint>(
  options: RejectOutliersOptions,
): Processor<AcceptedState, Value, Value> {
  return defineProcessor<AcceptedState, Value, Value, OutlierParameters>({
    name: "reject-outliers",
    parameters: {
      kmPerHour: positiveNumber("kmPerHour", options.kmPerHour),
      timeResolutionMs: zeroOrMore("timeResolutionMs", options.timeResolutionMs ?? 0),
    },
    initialState: {},
    parse: parsePlace,
    step,
  });
}

function step<Value extends Coordinates>(
  last: AcceptedState,
  { value, timestamp }: InputRecord<Value>,
  { kmPerHour, timeResolutionMs }: OutlierParameters,
): StepResult<AcceptedState, Value> {
  requireTime(timestamp, "a speed limit");
  const { latitude, longitude } = value;
  const accepted = { latitude, longitude, timestamp };
  if (last.latitude === undefined || last.longitude === undefined || last.timestamp === undefined) {
    return [accepted, value];
  }
  const metres = geodesic({ latitude: last.latitude, longitude: last.longitude }, accepted);
  const hours = (Math.abs(timestamp - last.timestamp) + timeResolutionMs) / 3_600_000;
  return metres / 1000 > kmPerHour * hours ? [last] : [accepted, value];
}
