import type { PlaneOffset } from "../distance/local-plane";
import { positiveCount, positiveNumber } from "../processor/library/options";
import type { Model } from "./model";
import { ahead, lastVelocities, moved, UNMOVED, velocityTo, type Motion } from "./motion";
import { leastSquaresStep, type LeastSquares } from "./recursive-least-squares";

export interface LinearState extends Motion {
  law: LeastSquares;
}

export interface LinearOptions {
  /** How many of the last velocities the next one is made of. */
  velocities: number;
  /** How much dead reckoning is trusted at first, in metres² per tick²: the more, the slower it learns. */
  ridge: number;
}

/**
 * An online linear model: the next velocity is a weighted sum of the last ones, v̂ = w₁ v₁ + w₂ v₂ + …, and each point makes
 * the weights those that would have been best so far. They are the same for east and north, whatever way a car drives,
 * so that each point is two lessons. It begins as dead reckoning: w = (1, 0, …).
 *
 * @throws PlayheadError BAD_OPTION
 * @example
 * linearModel({ velocities: 3, ridge: 2000 })
 */
export function linearModel(options: LinearOptions): Model<LinearState> {
  const count = positiveCount("velocities", options.velocities);
  const ridge = positiveNumber("ridge", options.ridge);
  const weights = Array.from({ length: count }, (_, index) => (index === 0 ? 1 : 0));
  const covariance = weights.map((_, row) => weights.map((__, column) => (row === column ? 1 / ridge : 0)));
  return {
    name: "linear-model",
    version: 1,
    parameters: { velocities: count, ridge },
    initialState: { ...UNMOVED, law: { weights, covariance } },
    predict: (state, atTime) => ahead(state, weighted(state, state.law.weights), atTime),
    learn: (state, fix) => {
      const velocity = velocityTo(state, fix);
      const motion = moved(state, fix, count);
      if (velocity === undefined) return { ...motion, law: state.law };
      const before = lastVelocities(state, count);
      const law = (["east", "north"] as const).reduce(
        (learnt, axis) =>
          leastSquaresStep(
            learnt,
            before.map((one) => one[axis]),
            velocity[axis],
          ),
        state.law,
      );
      return { ...motion, law };
    },
  };
}

function weighted(motion: Motion, weights: readonly number[]): PlaneOffset {
  return lastVelocities(motion, weights.length).reduce(
    (sum, { east, north }, index) => {
      const weight = weights[index] ?? 0;
      return { east: sum.east + weight * east, north: sum.north + weight * north };
    },
    { east: 0, north: 0 },
  );
}
