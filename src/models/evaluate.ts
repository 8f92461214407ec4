import type { Coordinates } from "../distance/coordinates";
import { geodesic } from "../distance/geodesic";
import { PlayheadError } from "../errors";
import {
  defineProcessor,
  type InputRecord,
  type Parameters,
  type Processor,
  type StepResult,
} from "../processor/processor";
import { parsePlace } from "../tracks/track-point";
import type { Model } from "./model";

const CLOCKS = ["time", "records"] as const;

/** What time is counted by: seconds of event time, or records of the track. */
export type Clock = (typeof CLOCKS)[number];

export interface EvaluationState<State> {
  model: State;
  /** Records of the track so far. */
  records: number;
  /** Records that were predicted, and the mean of their errors, metres. */
  predictions: number;
  meanError: number;
}

/** What a model said of a point before it knew it. */
export interface PredictionOutput {
  track_id: string;
  /** Where the car was to be, in degrees, and where it was. */
  predictedLatitude: number;
  predictedLongitude: number;
  latitude: number;
  longitude: number;
  /** How far the two are apart on the ellipsoid, and the mean of that over the track so far. */
  error: number;
  meanError: number;
  /** Predictions that the mean is of. */
  predictions: number;
  unit: "m";
  /** Event time, ISO 8601 in UTC. */
  time: string;
}

export interface EvaluationOptions {
  /**
   * `time`: a tick is a second of event time. `records`: a tick is a record of the track, for records that come at a
   * regular pace and whose times are too coarse to tell how long it is from one to the next.
   */
  clock: Clock;
}

/**
 * Makes a processor of a model, which tests it on every record before it learns from it (prequential evaluation): no record
 * has been seen when it is predicted, and none is kept back. One output per record, apart from a track's first one, of
 * which nothing can be known.
 *
 * Source: A. P. Dawid, "Statistical theory: the prequential approach", J. Royal Statistical Society A 147 (1984) 278–292;
 * for streams, J. Gama, R. Sebastião, P. P. Rodrigues, "On evaluating stream learning algorithms", Machine Learning 90
 * (2013) 317–346.
 *
 * @throws PlayheadError BAD_OPTION on an unknown clock
 * @example
 * await workbook.process(evaluateModel(deadReckoning(), { clock: "time" }), { group: "dead-reckoning", output: "errors" });
 */
export function evaluateModel<State>(
  model: Model<State>,
  { clock }: EvaluationOptions,
): Processor<EvaluationState<State>, Coordinates, PredictionOutput> {
  const { name, version, parameters, initialState, predict, learn } = model;
  return defineProcessor<EvaluationState<State>, Coordinates, PredictionOutput, Parameters>({
    name,
    version,
    parameters: { ...parameters, clock: parseClock(clock) },
    initialState: { model: initialState, records: 0, predictions: 0, meanError: 0 },
    reads: { latitude: "number", longitude: "number" },
    parse: parsePlace,
    // The model's own functions are part of what is defined.
    stages: [{ name, version, parameters, initialState, parse: predict, step: learn }],
    step: (state, record) => predictThenLearn(model, clock, state, record),
  });
}

function predictThenLearn<State>(
  { predict, learn }: Model<State>,
  clock: Clock,
  state: EvaluationState<State>,
  { key, value: { latitude, longitude }, timestamp }: InputRecord<Coordinates>,
): StepResult<EvaluationState<State>, PredictionOutput> {
  const time = clock === "records" ? state.records : timestamp / 1000;
  const place = predict(state.model, time);
  const learnt = {
    ...state,
    model: learn(state.model, { latitude, longitude, time }),
    records: state.records + 1,
  };
  if (place === undefined) return [learnt];
  const error = geodesic(place, { latitude, longitude });
  const predictions = state.predictions + 1;
  const meanError = state.meanError + (error - state.meanError) / predictions;
  return [
    { ...learnt, predictions, meanError },
    {
      track_id: key,
      predictedLatitude: place.latitude,
      predictedLongitude: place.longitude,
      latitude,
      longitude,
      error,
      meanError,
      predictions,
      unit: "m",
      time: new Date(timestamp).toISOString(),
    },
  ];
}

function parseClock(name: string): Clock {
  const clock = CLOCKS.find((one) => one === name);
  if (clock !== undefined) return clock;
  throw new PlayheadError("BAD_OPTION", `There is no clock called ${JSON.stringify(name)}`, {
    remedy: `use one of: ${CLOCKS.join(", ")}`,
  });
}
