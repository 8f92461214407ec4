import { fromPlane, toPlane } from "../distance/local-plane";
import { positiveNumber } from "../processor/library/options";
import type { Fix, Model } from "./model";

/** Along one axis: metres from the last point, and metres per tick. */
type Axis = readonly [offset: number, velocity: number];

/** The symmetric covariance of offset and velocity; both axes have the same one, as it does not depend on what is seen. */
type Covariance = readonly [offset: number, mixed: number, velocity: number];

export interface KalmanState {
  /** The last point: the origin that offsets are counted from. Absent before a track's first one. */
  last?: Fix;
  east: Axis;
  north: Axis;
  covariance: Covariance;
}

export interface KalmanOptions {
  /** Standard deviation of a point's own error along one axis, metres. */
  gpsMetres: number;
  /** By how much a velocity changes within a tick: its standard deviation along one axis, metres per tick. */
  velocityChange: number;
  /** How fast a car may be when nothing is known yet: standard deviation along one axis, metres per tick. */
  startVelocity: number;
}

/**
 * A Kalman filter of constant velocity on the plane that touches the earth at the last point: it weighs what it expects
 * against what the receiver says, each by how exact it is, and so sees through the receiver's errors.
 *
 * With F = [[1, t], [0, 1]], Q = q² [[t³/3, t²/2], [t²/2, t]] (white noise in the acceleration), R = gpsMetres²: predict
 * x = F x, P = F P Fᵀ + Q; learn K = P Hᵀ / (H P Hᵀ + R), x = x + K (z − H x), P = (I − K H) P, for H = [1, 0].
 *
 * Source: R. E. Kalman, "A New Approach to Linear Filtering and Prediction Problems", J. Basic Engineering 82 (1960) 35–45;
 * Q from Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation" (2001), section 6.2.2.
 *
 * @throws PlayheadError BAD_OPTION unless all are above 0
 * @example
 * kalmanFilter({ gpsMetres: 3, velocityChange: 20, startVelocity: 50 })
 */
export function kalmanFilter(options: KalmanOptions): Model<KalmanState> {
  const gpsMetres = positiveNumber("gpsMetres", options.gpsMetres);
  const velocityChange = positiveNumber("velocityChange", options.velocityChange);
  const startVelocity = positiveNumber("startVelocity", options.startVelocity);
  return {
    name: "kalman-filter",
    version: 1,
    parameters: { gpsMetres, velocityChange, startVelocity },
    initialState: { east: [0, 0], north: [0, 0], covariance: [gpsMetres ** 2, 0, startVelocity ** 2] },
    predict: ({ last, east, north }, atTime) => {
      if (last === undefined) return undefined;
      const ticks = Math.max(atTime - last.time, 0);
      return fromPlane(last, { east: east[0] + east[1] * ticks, north: north[0] + north[1] * ticks });
    },
    learn: (state, fix) => {
      const { last } = state;
      if (last === undefined) return { ...state, last: fix };
      const ticks = Math.max(fix.time - last.time, 0);
      const [p, mixed, v] = expected(state.covariance, ticks, velocityChange ** 2);
      const gain = p / (p + gpsMetres ** 2);
      const velocityGain = mixed / (p + gpsMetres ** 2);
      const seen = toPlane(last, fix);
      const update = ([offset, velocity]: Axis, at: number): Axis => {
        const surprise = at - (offset + velocity * ticks);
        // Offsets are counted from the new point on.
        return [offset + velocity * ticks + gain * surprise - at, velocity + velocityGain * surprise];
      };
      return {
        last: { ...fix, time: last.time + ticks },
        east: update(state.east, seen.east),
        north: update(state.north, seen.north),
        covariance: [(1 - gain) * p, (1 - gain) * mixed, v - velocityGain * mixed],
      };
    },
  };
}

/** F P Fᵀ + Q. */
function expected([p, mixed, v]: Covariance, t: number, q: number): Covariance {
  return [p + 2 * t * mixed + t * t * v + (q * t ** 3) / 3, mixed + t * v + (q * t * t) / 2, v + q * t];
}
