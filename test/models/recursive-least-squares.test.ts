import fc from "fast-check";
import { expect, test } from "vitest";
import { leastSquaresStep, type LeastSquares } from "../../src/models/recursive-least-squares";

const RIDGE = 1e-6;
const START: LeastSquares = {
  weights: [0, 0],
  covariance: [
    [1 / RIDGE, 0],
    [0, 1 / RIDGE],
  ],
};
const number = fc.double({ min: -10, max: 10, noNaN: true });

test("a linear law is recovered from examples that span it", () => {
  fc.assert(
    fc.property(
      fc.tuple(number, number),
      fc.array(fc.tuple(number, number), { maxLength: 20 }),
      (law, more) => {
        const examples = [[1, 0], [1, 2], ...more];
        const learnt = examples.reduce(
          (known, x) => leastSquaresStep(known, x, law[0] * x[0]! + law[1] * x[1]!),
          START,
        );
        expect(learnt.weights[0]).toBeCloseTo(law[0], 4);
        expect(learnt.weights[1]).toBeCloseTo(law[1], 4);
      },
    ),
  );
});

test("the order of examples makes no difference, and the result is that of ridge regression", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 15 }), (examples) => {
      const begin = {
        weights: [1, -1],
        covariance: [
          [0.5, 0],
          [0, 0.5],
        ],
      };
      const learn = (list: typeof examples) =>
        list.reduce((known, [a, b, y]) => leastSquaresStep(known, [a, b], y), begin as LeastSquares);
      const [forth, back] = [learn(examples), learn([...examples].reverse())];
      forth.weights.forEach((weight, i) => expect(weight).toBeCloseTo(back.weights[i]!, 5));
      // (2 I + Σ x xᵀ) (w − w₀) = Σ x (y − w₀ · x)
      const [aa, ab, bb, ay, by] = examples.reduce(
        ([aa, ab, bb, ay, by], [a, b, y]) => [
          aa + a * a,
          ab + a * b,
          bb + b * b,
          ay + a * (y - a + b),
          by + b * (y - a + b),
        ],
        [2, 0, 2, 0, 0] as [number, number, number, number, number],
      );
      const determinant = aa * bb - ab * ab;
      expect(forth.weights[0]).toBeCloseTo(1 + (bb * ay - ab * by) / determinant, 5);
      expect(forth.weights[1]).toBeCloseTo(-1 + (aa * by - ab * ay) / determinant, 5);
    }),
  );
});
