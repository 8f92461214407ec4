import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deadReckoning } from "../../src/models/dead-reckoning";
import { kalmanFilter } from "../../src/models/kalman-filter";
import { linearModel } from "../../src/models/linear-model";
import type { Model } from "../../src/models/model";
import { neuralNetwork } from "../../src/models/neural-network";
import { requireJsonState } from "../../src/processor/json-state";
import { seededRandom } from "../../src/tracks/random";
import { predictAll, START, track } from "./drive";

const kalman = kalmanFilter({ gpsMetres: 3, velocityChange: 20, startVelocity: 50 });
const network = neuralNetwork({
  velocities: 3,
  hidden: 8,
  learningRate: 0.05,
  scale: 50,
  learns: "correction",
  seed: 1,
});
const MODELS: readonly Model<unknown>[] = [
  deadReckoning(),
  kalman,
  linearModel({ velocities: 3, ridge: 2000 }),
  network,
  neuralNetwork({ velocities: 2, hidden: 4, learningRate: 0.1, scale: 50, learns: "velocity", seed: 2 }),
] as never[];

const metres = fc.double({ min: -60, max: 60, noNaN: true });
const hop = fc.record({ east: metres, north: metres });

describe.each(MODELS)("$name", (model) => {
  test("knows nothing before the first point, and takes a car to stand still after it", () => {
    expect(model.predict(model.initialState, 0)).toBeUndefined();
    const { errors } = predictAll(model, track([{ east: 0, north: 0 }]));
    // The network that has learnt nothing yet says what its seed says.
    if (model.parameters["learns"] !== "velocity") expect(errors[0]).toBeLessThan(1e-6);
  });

  test("goes on wildly driven tracks without an error, its state is JSON, and it changes none that it is given", () => {
    fc.assert(
      fc.property(fc.array(hop, { minLength: 1, maxLength: 12 }), (hops) => {
        const fixes = track(hops);
        const { errors, state } = predictAll(model, fixes);
        expect(errors).toHaveLength(hops.length);
        expect(errors.every(Number.isFinite)).toBe(true);
        requireJsonState(model.name, state);
        const before = JSON.stringify(state);
        model.predict(state, 99);
        model.learn(state, { ...START, time: 99 });
        expect(JSON.stringify(state)).toBe(before);
      }),
      { numRuns: 20 },
    );
  });

  test("the same track makes the same state, also when its start is learnt by another process", () => {
    const fixes = track([
      { east: 40, north: 3 },
      { east: 0.1, north: 0 },
      { east: 0, north: -30 },
    ]);
    expect(predictAll(model, fixes)).toEqual(predictAll(model, fixes));
    let state = model.initialState;
    for (const fix of fixes) state = model.learn(state, fix);
    expect(state).toEqual(predictAll(model, fixes).state);
  });

  test("a point of the same time, or an earlier one, is no reason for a speed without an end", () => {
    const [first, second, third] = track([
      { east: 20, north: 0 },
      { east: 20, north: 0 },
    ]);
    const late = [first!, second!, { ...third!, time: 1 }, { ...first!, time: 0 }, { ...third!, time: 2 }];
    const { errors, state } = predictAll(model, late);
    expect(errors.every((error) => error < 1000)).toBe(true);
    requireJsonState(model.name, state);
  });
});

test("straight on at constant speed: dead reckoning is exact from the third point on, from any place on earth", () => {
  const place = fc.record({
    latitude: fc.double({ min: -80, max: 80, noNaN: true }),
    longitude: fc.double({ min: -180, max: 179.9, noNaN: true }),
  });
  fc.assert(
    fc.property(place, hop, (start, way) => {
      const { errors } = predictAll(deadReckoning(), track(Array(6).fill(way), start));
      // What is left is that a degree of longitude gets shorter on the way to a pole.
      for (const error of errors.slice(1)) expect(error).toBeLessThan(0.02);
    }),
  );
});

test("straight on at constant speed: what the Kalman filter is wrong by dies away", () => {
  fc.assert(
    fc.property(hop, (way) => {
      const { errors } = predictAll(kalman, track(Array(25).fill(way)));
      expect(Math.max(...errors.slice(15))).toBeLessThan(0.01);
    }),
  );
});

test("a receiver that jitters: the Kalman filter sees through it, dead reckoning does not", () => {
  const random = seededRandom(7);
  const jitter = (): number => 5 * random.normal();
  let [east, north] = [0, 0];
  const hops = Array.from({ length: 300 }, () => {
    const [nextEast, nextNorth] = [jitter(), jitter()];
    const way = { east: 30 + nextEast - east, north: nextNorth - north };
    [east, north] = [nextEast, nextNorth];
    return way;
  });
  const mean = <State>(model: Model<State>): number => {
    const { errors } = predictAll(model, track(hops));
    return errors.slice(20).reduce((sum, error) => sum + error, 0) / (errors.length - 20);
  };
  const steady = kalmanFilter({ gpsMetres: 5, velocityChange: 0.5, startVelocity: 50 });
  expect(mean(steady)).toBeLessThan(0.7 * mean(deadReckoning()));
});

test("the linear model finds the law by which a car slows down, and predicts it", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 0.95, noNaN: true }),
      fc.double({ min: 20, max: 60, noNaN: true }),
      (law, first) => {
        const hops = Array.from({ length: 20 }, (_, n) => ({
          east: first * law ** n,
          north: -first * law ** n,
        }));
        const { errors, state } = predictAll(linearModel({ velocities: 1, ridge: 0.01 }), track(hops));
        expect(state.law.weights[0]).toBeCloseTo(law, 2);
        expect(errors.at(-1)).toBeLessThan(0.05);
      },
    ),
  );
});

test("the network learns what dead reckoning can't: that a car goes around in a circle, whatever its start", () => {
  const circle = (n: number) => ({ east: 30 * Math.cos(n / 2), north: 30 * Math.sin(n / 2) });
  const { errors } = predictAll(network, track(Array.from({ length: 200 }, (_, n) => circle(n))));
  const straight = predictAll(
    deadReckoning(),
    track(Array.from({ length: 200 }, (_, n) => circle(n))),
  ).errors;
  expect(errors.at(-1)).toBeLessThan(0.3 * straight.at(-1)!);
});
