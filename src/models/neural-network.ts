import type { PlaneOffset } from "../distance/local-plane";
import { positiveCount, positiveNumber } from "../processor/library/options";
import type { Model } from "./model";
import { ahead, lastVelocities, moved, UNMOVED, velocityTo, type Motion } from "./motion";
import { tensorflow } from "./tensorflow";
import { firstNetwork, networkOutput, networkStep, type Network } from "./network";

export interface NeuralState extends Motion {
  network: Network;
}

export interface NeuralOptions {
  /** How many of the last velocities it is shown. */
  velocities: number;
  /** Neurons of the one hidden layer. */
  hidden: number;
  /** How far a lesson goes: the weights are moved by so much of the gradient. */
  learningRate: number;
  /** What counts as 1 inside the network, metres per tick: about as fast as a car is. */
  scale: number;
  /** What it learns: the velocity itself, or by how much dead reckoning is wrong. */
  learns: "velocity" | "correction";
  /** Of the first weights: the same seed, the same network. */
  seed: number;
}

/**
 * A small neural network, by TensorFlow.js: the last velocities in, one hidden layer of tanh neurons, the next velocity
 * out. Each point is one step of gradient descent on the square of the error. Velocities are turned so that the newest one
 * points ahead: what it learns of a turn at one corner holds at every other. Each track has a network of its own, kept as
 * its state like any other, so that it has nothing but that track to learn from.
 *
 * @throws PlayheadError BAD_OPTION
 * @example
 * neuralNetwork({ velocities: 3, hidden: 8, learningRate: 0.05, scale: 50, learns: "correction", seed: 1 })
 */
export function neuralNetwork(options: NeuralOptions): Model<NeuralState> {
  const velocities = positiveCount("velocities", options.velocities);
  const hidden = positiveCount("hidden", options.hidden);
  const learningRate = positiveNumber("learningRate", options.learningRate);
  const scale = positiveNumber("scale", options.scale);
  const { learns, seed } = options;
  // Loaded here, so that it does not count as the first record's cost.
  tensorflow();
  const seen = (motion: Motion): Seen => lookAhead(lastVelocities(motion, velocities), scale);
  const known = (inputs: readonly number[]): readonly number[] =>
    learns === "correction" ? inputs.slice(0, 2) : [0, 0];
  return {
    name: "neural-network",
    version: 1,
    parameters: { velocities, hidden, learningRate, scale, learns, seed },
    initialState: {
      ...UNMOVED,
      network: firstNetwork({
        inputs: 2 * velocities,
        hidden,
        outputs: 2,
        seed,
        zero: learns === "correction",
      }),
    },
    predict: (state, atTime) => {
      const { inputs, heading } = seen(state);
      const [along = 0, across = 0] = networkOutput(state.network, inputs).map(
        (value, i) => value + (known(inputs)[i] ?? 0),
      );
      return ahead(state, turned({ east: along * scale, north: across * scale }, heading), atTime);
    },
    learn: (state, fix) => {
      const velocity = velocityTo(state, fix);
      const motion = moved(state, fix, velocities);
      if (velocity === undefined) return { ...motion, network: state.network };
      const { inputs, heading } = seen(state);
      const { east, north } = turned(velocity, { ...heading, north: -heading.north });
      const target = [east / scale, north / scale].map((value, i) => value - (known(inputs)[i] ?? 0));
      return { ...motion, network: networkStep(state.network, inputs, target, learningRate) };
    },
  };
}

/** What the network is shown, and the direction that it takes for ahead: a way of length 1. */
interface Seen {
  inputs: number[];
  heading: PlaneOffset;
}

/** Slower than this, metres per tick, a car that stands still and an inexact receiver look the same. */
const STANDING = 1;

function lookAhead(velocities: readonly PlaneOffset[], scale: number): Seen {
  const newest = velocities.find(({ east, north }) => Math.hypot(east, north) > STANDING);
  const speed = newest === undefined ? 1 : Math.hypot(newest.east, newest.north);
  const heading =
    newest === undefined ? { east: 1, north: 0 } : { east: newest.east / speed, north: newest.north / speed };
  const back = { ...heading, north: -heading.north };
  const inputs = velocities.flatMap((velocity) => {
    const { east, north } = turned(velocity, back);
    return [east / scale, north / scale];
  });
  return { inputs, heading };
}

/** Turned so that what pointed east points to `heading`. */
function turned({ east, north }: PlaneOffset, heading: PlaneOffset): PlaneOffset {
  return {
    east: east * heading.east - north * heading.north,
    north: east * heading.north + north * heading.east,
  };
}
