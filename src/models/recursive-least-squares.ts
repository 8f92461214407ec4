/** What is known of a linear law y = w · x. */
export interface LeastSquares {
  weights: readonly number[];
  /** The inverse of (ridge · I + Σ x xᵀ), row by row. */
  covariance: readonly (readonly number[])[];
}

/**
 * Takes one example in: the weights are then those of the least sum of squares over all examples so far, plus `ridge` times
 * the square of how far they are from the first ones. Begin with covariance I / ridge.
 *
 * g = P x / (1 + xᵀ P x), w = w + g (y − w · x), P = P − g (P x)ᵀ
 *
 * Source: R. L. Plackett, "Some theorems in least squares", Biometrika 37 (1950) 149–157; without forgetting, under which
 * the covariance of a car that stands still would grow without an end.
 *
 * @example
 * leastSquaresStep({ weights: [0], covariance: [[1e9]] }, [2], 6).weights; // [3]
 */
export function leastSquaresStep(
  { weights, covariance }: LeastSquares,
  x: readonly number[],
  y: number,
): LeastSquares {
  const spread = covariance.map((row) => dot(row, x));
  const scale = 1 + dot(spread, x);
  const surprise = y - dot(weights, x);
  return {
    weights: weights.map((weight, i) => weight + ((spread[i] ?? 0) / scale) * surprise),
    covariance: covariance.map((row, i) =>
      row.map((p, j) => p - ((spread[i] ?? 0) * (spread[j] ?? 0)) / scale),
    ),
  };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, one, index) => sum + one * (b[index] ?? 0), 0);
}
