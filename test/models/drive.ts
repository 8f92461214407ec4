import { fromPlane } from "../../src/distance/local-plane";
import type { Coordinates } from "../../src/distance/coordinates";
import { geodesic } from "../../src/distance/geodesic";
import type { Fix, Model } from "../../src/models/model";

export const START: Coordinates = { latitude: 41.39, longitude: 2.17 };

/** A track of hops, metres east and north, a tick each. */
export function track(hops: readonly { east: number; north: number }[], start = START): Fix[] {
  const fixes: Fix[] = [{ ...start, time: 0 }];
  for (const hop of hops) {
    const last = fixes.at(-1)!;
    fixes.push({ ...fromPlane(last, hop), time: last.time + 1 });
  }
  return fixes;
}

/** Each prediction's error in metres, and the state at the end; states go through JSON on their way. */
export function predictAll<State>(
  model: Model<State>,
  fixes: readonly Fix[],
): { errors: number[]; state: State } {
  let state = model.initialState;
  const errors: number[] = [];
  for (const fix of fixes) {
    const place = model.predict(state, fix.time);
    if (place !== undefined) errors.push(geodesic(place, fix));
    state = JSON.parse(JSON.stringify(model.learn(state, fix))) as State;
  }
  return { errors, state };
}
