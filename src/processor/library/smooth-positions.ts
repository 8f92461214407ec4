import type { Coordinates } from "../../distance/coordinates";
import { PlayheadError } from "../../errors";
import { parsePlace, type TrackPoint } from "../../tracks/track-point";
import { defineProcessor, type InputRecord, type Processor, type StepResult } from "../processor";
import { corrected, estimateAt, predicted, type Estimate } from "./constant-velocity";
import { positiveNumber, zeroOrMore } from "./options";

/** Absent altogether before a track's first point. */
export interface SmoothState {
  estimate?: Estimate;
  /** Event time of the estimate, ms since 1970 UTC. */
  timestamp?: number;
}

export interface SmoothPositionsOptions {
  /**
   * How far off a fix is, in metres: the standard deviation, to the north as to the east. Default 5, what phones have
   * under open sky (F. van Diggelen and P. Enge, "The World's first GPS MOOC and Worldwide Laboratory using
   * Smartphones", ION GNSS+ 2015: 4.9 m).
   */
  noiseMetres?: number;
  /**
   * How much the velocity changes within a second, in m/s: the standard deviation, to the north as to the east; over t
   * seconds it is √t times as much. Smaller is smoother, and later in corners. Default 2, as a car's that brakes.
   */
  speedChange?: number;
  /** After a pause longer than this, in milliseconds, nothing is known of a car any more: begin anew. Default 60000. */
  gapMs?: number;
  /**
   * How much the times are rounded by, in milliseconds: 60000 where they are whole minutes. Default 0: as they are. It
   * needs `intervalMs`.
   */
  timeResolutionMs?: number;
  /**
   * How long it usually is from point to point, in milliseconds. Where times are rounded, this is taken, as far as the
   * times allow it.
   */
  intervalMs?: number;
}

type SmoothParameters = Required<SmoothPositionsOptions>;

/**
 * Moves each point to where the car more probably was, by this point and those before it; all else of a value stays as
 * it is. The first point stays where it is.
 *
 * A Kalman filter of constant velocity: see `constant-velocity.ts` for its model and source. It does not look ahead, so
 * it lags behind a little in corners and when a car brakes, the more so the smoother it is.
 *
 * - A point after a pause of more than `gapMs` stays where it is, and the filter begins anew.
 * - Points of equal times are several fixes of one place, unless `timeResolutionMs` says that times are rounded.
 * - A point that comes late, with an earlier time than one before it, is left out.
 *
 * @throws PlayheadError BAD_OPTION unless all are above 0 (`timeResolutionMs`: 0 or more), or where only one of
 *   `timeResolutionMs` and `intervalMs` is given
 * @example
 * pipe(rejectOutliers({ kmPerHour: 200 }), smoothPositions({ noiseMetres: 5 }), cumulativeDistance({ unit: "km" }))
 */
export function smoothPositions<Value extends Coordinates = TrackPoint>(
  options: SmoothPositionsOptions = {},
): Processor<SmoothState, Value, Value> {
  return defineProcessor<SmoothState, Value, Value, SmoothParameters>({
    name: "smooth-positions",
    parameters: parametersOf(options),
    initialState: {},
    parse: parsePlace,
    step,
  });
}

function parametersOf(options: SmoothPositionsOptions): SmoothParameters {
  const { noiseMetres = 5, speedChange = 2, gapMs = 60_000, timeResolutionMs = 0, intervalMs } = options;
  if (timeResolutionMs === 0 ? intervalMs !== undefined : intervalMs === undefined) {
    throw new PlayheadError("BAD_OPTION", "timeResolutionMs and intervalMs belong together", {
      remedy: "where times are rounded, give both; else neither",
    });
  }
  return {
    noiseMetres: positiveNumber("noiseMetres", noiseMetres),
    speedChange: positiveNumber("speedChange", speedChange),
    gapMs: positiveNumber("gapMs", gapMs),
    timeResolutionMs: zeroOrMore("timeResolutionMs", timeResolutionMs),
    intervalMs: intervalMs === undefined ? 0 : positiveNumber("intervalMs", intervalMs),
  };
}

function step<Value extends Coordinates>(
  { estimate, timestamp: since }: SmoothState,
  { value, timestamp }: InputRecord<Value>,
  parameters: SmoothParameters,
): StepResult<SmoothState, Value> {
  const { noiseMetres, speedChange, gapMs } = parameters;
  if (estimate === undefined || since === undefined) {
    return [{ estimate: estimateAt(value, noiseMetres), timestamp }, value];
  }
  const ms = between(timestamp - since, parameters);
  if (ms < 0) return [{ estimate, timestamp: since }];
  if (ms > gapMs) return [{ estimate: estimateAt(value, noiseMetres), timestamp }, value];
  const next = corrected(predicted(estimate, ms / 1000, speedChange), value, noiseMetres);
  const { latitude, longitude } = next;
  return [
    { estimate: next, timestamp: Math.max(since, timestamp) },
    { ...value, latitude, longitude },
  ];
}

/** The time between two points: of all that their rounded times allow, what is nearest to the usual one. */
function between(ms: number, { timeResolutionMs, intervalMs }: SmoothParameters): number {
  return Math.min(Math.max(intervalMs, ms - timeResolutionMs), ms + timeResolutionMs);
}
