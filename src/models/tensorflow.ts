import { createRequire } from "node:module";
import { PlayheadError } from "../errors";

/** A tensor, as far as it is looked at here. */
export interface Tensor {
  dataSync(): Float32Array;
}

/** As much of TensorFlow.js as is used here. Its own types would bring the browser's globals into every cell. */
export interface TensorFlow {
  setBackend(name: string): Promise<boolean>;
  enableProdMode(): void;
  tidy<T>(work: () => T): T;
  tensor2d(values: readonly number[], shape: [number, number]): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  tanh(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  sum(x: Tensor): Tensor;
  grads(loss: (...parameters: Tensor[]) => Tensor): (parameters: Tensor[]) => Tensor[];
}

let loaded: TensorFlow | undefined;

/** Under its own name danfojs, which the course shows frames with, would bring the compiled one, a download of its own. */
const MODULE = "@tensorflow/tfjs-node";

/**
 * TensorFlow.js in plain JavaScript, loaded on first use: no command that does without it should wait for it.
 *
 * @throws PlayheadError SETUP_MISSING in a project that has installed the package without it
 */
export function tensorflow(): TensorFlow {
  if (loaded !== undefined) return loaded;
  const tf = load();
  // Otherwise the first operation prints an advertisement for the compiled backend.
  tf.enableProdMode();
  // Ready at once: this backend has nothing to wait for.
  void tf.setBackend("cpu");
  return (loaded = tf);
}

function load(): TensorFlow {
  try {
    return createRequire(__filename)(MODULE) as TensorFlow;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw cause;
    throw new PlayheadError(
      "SETUP_MISSING",
      "The neural network needs TensorFlow.js, which is not installed here",
      {
        remedy: `run \`npm install ${MODULE}@npm:@tensorflow/tfjs@4.22.0\` in your project: it takes 270 MB`,
        cause,
      },
    );
  }
}
