import { seededRandom } from "../tracks/random";
import { tensorflow, type Tensor, type TensorFlow } from "./tensorflow";

/** A network of one hidden layer: y = tanh(x W₁ + b₁) W₂ + b₂. Each matrix row by row. */
export interface Network {
  hiddenWeights: readonly number[];
  hiddenBias: readonly number[];
  outputWeights: readonly number[];
  outputBias: readonly number[];
}

/** A longer gradient is cut to this length: one wild point must not undo all that was learnt. */
const LONGEST_GRADIENT = 1;

/**
 * The weights that a network begins with: normally distributed, of variance 1 / inputs of their layer (LeCun et al.,
 * "Efficient BackProp", 1998, section 4.6). With `zero` the output is 0 at first, whatever is shown.
 */
export function firstNetwork({
  inputs,
  hidden,
  outputs,
  seed,
  zero,
}: {
  inputs: number;
  hidden: number;
  outputs: number;
  seed: number;
  zero: boolean;
}): Network {
  const random = seededRandom(seed);
  const layer = (from: number, to: number, of = 1): number[] =>
    Array.from({ length: from * to }, () => single((of * random.normal()) / Math.sqrt(from)));
  return {
    hiddenWeights: layer(inputs, hidden),
    hiddenBias: Array.from({ length: hidden }, () => 0),
    outputWeights: layer(hidden, outputs, zero ? 0 : 1),
    outputBias: Array.from({ length: outputs }, () => 0),
  };
}

/** What the network makes of one example. */
export function networkOutput(network: Network, inputs: readonly number[]): number[] {
  const tf = tensorflow();
  return tf.tidy(() => {
    const [w1, b1, w2, b2] = tensors(tf, network);
    return [...output(tf, tf.tensor2d(inputs, [1, inputs.length]), w1, b1, w2, b2).dataSync()];
  });
}

/** The network after one step of gradient descent on the squared error of one example. */
export function networkStep(
  network: Network,
  inputs: readonly number[],
  target: readonly number[],
  learningRate: number,
): Network {
  const tf = tensorflow();
  const gradients = tf.tidy(() => {
    const x = tf.tensor2d(inputs, [1, inputs.length]);
    const y = tf.tensor2d(target, [1, target.length]);
    const loss = (w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor): Tensor =>
      tf.sum(tf.square(tf.sub(output(tf, x, w1, b1, w2, b2), y)));
    return tf
      .grads(loss as never)(tensors(tf, network))
      .map((gradient) => [...gradient.dataSync()]);
  });
  const length = Math.hypot(...gradients.flat());
  const step = learningRate * Math.min(1, LONGEST_GRADIENT / length || 1);
  const down = (weights: readonly number[], index: number): number[] =>
    weights.map((weight, i) => single(weight - step * (gradients[index]?.[i] ?? 0)));
  return {
    hiddenWeights: down(network.hiddenWeights, 0),
    hiddenBias: down(network.hiddenBias, 1),
    outputWeights: down(network.outputWeights, 2),
    outputBias: down(network.outputBias, 3),
  };
}

function output(tf: TensorFlow, x: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor): Tensor {
  return tf.add(tf.matMul(tf.tanh(tf.add(tf.matMul(x, w1), b1)), w2), b2);
}

function tensors(
  tf: TensorFlow,
  { hiddenWeights, hiddenBias, outputWeights, outputBias }: Network,
): [Tensor, Tensor, Tensor, Tensor] {
  const [hidden, outputs] = [hiddenBias.length, outputBias.length];
  return [
    tf.tensor2d(hiddenWeights, [hiddenWeights.length / hidden, hidden]),
    tf.tensor2d(hiddenBias, [1, hidden]),
    tf.tensor2d(outputWeights, [hidden, outputs]),
    tf.tensor2d(outputBias, [1, outputs]),
  ];
}

/** Nine digits are enough to tell any two numbers of single precision apart, which TensorFlow.js computes with. */
function single(value: number): number {
  return Number(Math.fround(value).toPrecision(9));
}
