import type { Coordinates } from "../distance/coordinates";
import type { Parameters } from "../processor/processor";

/** Where a car was, and when, in ticks of the clock that the model is tested by: seconds, or records of its track. */
export interface Fix extends Coordinates {
  time: number;
}

/**
 * A real-time model of where a car goes: asked before a point is known, taught when it is.
 *
 * Both functions must be pure, as a processor's step: they depend on their arguments only and do not change the state
 * they are given. A state must survive JSON; there is one per track.
 */
export interface Model<State> {
  readonly name: string;
  /** Raise it whenever what it predicts changes. */
  readonly version: number;
  readonly parameters: Parameters;
  /** Before a track's first point. */
  readonly initialState: State;
  /** Where the car will be at that time; undefined as long as nothing is known of it. */
  readonly predict: (state: State, atTime: number) => Coordinates | undefined;
  /** The state after one more point. */
  readonly learn: (state: State, fix: Fix) => State;
}
