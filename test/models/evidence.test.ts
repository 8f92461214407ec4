import fc from "fast-check";
import { expect, test } from "vitest";
import type { PredictionOutput } from "../../src/models/evaluate";
import { modelEvidence } from "../../src/models/evidence";
import { median } from "../../src/models/statistics";

/** A run's outputs, given the errors of each track. */
function outputs(tracks: Record<string, readonly number[]>): { output: PredictionOutput }[] {
  return Object.entries(tracks).flatMap(([track_id, errors]) =>
    errors.map((error, index) => ({
      output: { track_id, error, predictions: index + 1 } as PredictionOutput,
    })),
  );
}

test("better is what is nearer at the median and on more than half of the tracks", () => {
  const before = outputs({ a: [10, 10], b: [10, 10], c: [10, 10] });
  const better = modelEvidence(before, outputs({ a: [1, 1], b: [9, 9], c: [30, 30] }));
  expect(better).toMatchObject({ before: 10, after: 9, tracksBetter: 2, isBetter: true, predictions: 6 });
  const oneTrack = modelEvidence(before, outputs({ a: [1, 1], b: [9, 11], c: [9, 12] }));
  expect(oneTrack).toMatchObject({ after: 9, tracksBetter: 1, isBetter: false });
  expect(modelEvidence(before, before)).toMatchObject({ tracksBetter: 0, isBetter: false });
});

test("what only one of the two has predicted does not count", () => {
  const evidence = modelEvidence(outputs({ a: [10, 10], b: [1] }), outputs({ a: [8], c: [0] }));
  expect(evidence).toMatchObject({ predictions: 1, before: 10, after: 8, tracksBetter: 1 });
  expect([...evidence.tracks]).toEqual([{ track_id: "a", predictions: 1, before: 10, after: 8 }]);
});

test("two runs without anything in common: nothing is better", () => {
  expect(modelEvidence([], [])).toMatchObject({ predictions: 0, isBetter: false });
});

test("the median: as many numbers are above it as below", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), (numbers) => {
      const middle = median(numbers);
      const above = numbers.filter((one) => one > middle).length;
      expect(above).toBe(numbers.filter((one) => one < middle).length);
    }),
    { examples: [[[3, 1, 2]], [[4, 1]]] },
  );
  expect(median([4, 1])).toBe(2.5);
  expect(median([])).toBeNaN();
});
