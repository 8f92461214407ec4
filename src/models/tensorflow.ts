import { createRequire } from "node:module";

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

/** TensorFlow.js in plain JavaScript, loaded on first use: no command that does without it should wait for it. */
export function tensorflow(): TensorFlow {
  if (loaded !== undefined) return loaded;
  const requireHere = createRequire(__filename);
  const tf = requireHere("@tensorflow/tfjs-node") as TensorFlow;
  // Otherwise the first operation prints an advertisement for the compiled backend.
  tf.enableProdMode();
  // Ready at once: this backend has nothing to wait for.
  void tf.setBackend("cpu");
  return (loaded = tf);
}
