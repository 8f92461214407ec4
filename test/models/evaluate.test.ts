import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { PROJECT_ROOT } from "../../src/config";
import { geodesic } from "../../src/distance/geodesic";
import { deadReckoning } from "../../src/models/dead-reckoning";
import { evaluateModel, type EvaluationState, type PredictionOutput } from "../../src/models/evaluate";
import type { Fix, Model } from "../../src/models/model";
import { definitionOf, outputsOf, type Processor } from "../../src/processor/processor";
import type { Coordinates } from "../../src/distance/coordinates";
import { track } from "./drive";

/** Says where it was last, and writes down in which order it was asked and taught, and at what time. */
function diary(): Model<{ last?: Fix; said: readonly string[] }> {
  return {
    name: "diary",
    version: 3,
    parameters: { pages: 1 },
    initialState: { said: [] },
    predict: ({ last }) => last,
    learn: ({ said }, fix) => ({ last: fix, said: [...said, `learnt at ${fix.time}`] }),
  };
}

function run<State>(
  processor: Processor<EvaluationState<State>, Coordinates, PredictionOutput>,
  fixes: readonly Fix[],
): { state: EvaluationState<State>; outputs: PredictionOutput[] } {
  let state = processor.initialState;
  const outputs: PredictionOutput[] = [];
  for (const [offset, { time, ...value }] of fixes.entries()) {
    const record = { key: "1", value, timestamp: time * 1000, topic: "t", partition: 0, offset };
    const result = processor.step(state, record);
    state = result[0];
    outputs.push(...outputsOf(result));
  }
  return { state, outputs };
}

const fixes = track([
  { east: 30, north: 0 },
  { east: 0, north: 40 },
]).map((fix) => ({ ...fix, time: 60 + 5 * fix.time }));

test("each record is predicted, then learnt; the error is the geodesic between the two, the mean runs along", () => {
  const { outputs, state } = run(evaluateModel(diary(), { clock: "time" }), fixes);
  const errors = [geodesic(fixes[0]!, fixes[1]!), geodesic(fixes[1]!, fixes[2]!)] as const;
  expect(outputs).toEqual([
    {
      track_id: "1",
      predictedLatitude: fixes[0]!.latitude,
      predictedLongitude: fixes[0]!.longitude,
      latitude: fixes[1]!.latitude,
      longitude: fixes[1]!.longitude,
      error: errors[0],
      meanError: errors[0],
      predictions: 1,
      unit: "m",
      time: "1970-01-01T00:01:05.000Z",
    },
    expect.objectContaining({ error: errors[1], predictions: 2 }),
  ]);
  expect(outputs[1]!.meanError).toBeCloseTo((errors[0] + errors[1]) / 2, 9);
  expect(state).toMatchObject({ records: 3, predictions: 2, meanError: outputs[1]!.meanError });
});

test("the clock counts seconds of event time, or records of the track", () => {
  const learnt = (clock: "time" | "records") =>
    run(evaluateModel(diary(), { clock }), fixes).state.model.said;
  expect(learnt("time")).toEqual(["learnt at 60", "learnt at 65", "learnt at 70"]);
  expect(learnt("records")).toEqual(["learnt at 0", "learnt at 1", "learnt at 2"]);
  expect(() => evaluateModel(diary(), { clock: "sundial" as "time" })).toThrow('no clock called "sundial"');
});

test("model, clock and the model's own code are its definition", () => {
  const definition = definitionOf(evaluateModel(diary(), { clock: "records" }));
  expect(definition).toMatchObject({ name: "diary", version: 3, parameters: { clock: "records", pages: 1 } });
  const other = { ...diary(), predict: () => ({ latitude: 0, longitude: 0 }) };
  expect(definitionOf(evaluateModel(other, { clock: "records" })).digest).not.toBe(definition.digest);
});

test("who imports the library, or makes any other model, does not wait for TensorFlow.js", () => {
  const code = (made: string) =>
    `const p = require("./src/index.ts"); ${made};` +
    'console.log(Object.keys(require.cache).some((file) => file.includes("@tensorflow")))';
  const says = (made: string) =>
    execFileSync(process.execPath, ["--require", "tsx/cjs", "-e", code(made)], {
      cwd: PROJECT_ROOT,
      encoding: "utf8",
    });
  expect(says("p.evaluateModel(p.deadReckoning(), { clock: 'time' })")).toBe("false\n");
  const network = "{ velocities: 1, hidden: 1, learningRate: 1, scale: 1, learns: 'velocity', seed: 1 }";
  // Without its advertisement, too.
  expect(says(`const m = p.neuralNetwork(${network}); m.predict(m.initialState, 0)`)).toBe("true\n");
});

test("dead reckoning, the car of one point, and the car that nobody has seen", () => {
  const { outputs, state } = run(evaluateModel(deadReckoning(), { clock: "records" }), fixes.slice(0, 1));
  expect(outputs).toEqual([]);
  expect(state).toMatchObject({ records: 1, predictions: 0, meanError: 0 });
});
