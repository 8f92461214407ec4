import { readStamp, removeStamp, writeStamp } from "./stamp.mjs";

/**
 * What every step gets to know.
 *
 * @typedef {object} Context
 * @property {string} root the clone's folder, absolute
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * One part of the set-up. It can be killed at any moment and run again: its stamp is written only when its result is
 * whole, and removed before it changes anything.
 *
 * @typedef {object} Step
 * @property {string} id names its stamp
 * @property {string} name as the progress line shows it
 * @property {(context: Context) => string} key digest of all that the result depends on, the clone's place included:
 *   venvs and kernels hold absolute paths
 * @property {(context: Context, facts: any) => boolean} isThere a cheap look whether the result is whole; `facts` is what
 *   `make` returned, undefined where it never finished with this key
 * @property {(context: Context) => Promise<unknown>} make makes the result anew; what it returns is kept in the stamp
 */

/**
 * Runs the steps in order, each only where it is needed.
 *
 * @param {Step[]} steps
 * @param {Context} context
 * @param {import("./progress.mjs").ProgressLines} progress
 */
export async function runSteps(steps, context, progress) {
  for (const step of steps) {
    if (isDone(step, context)) {
      progress.told(step.name, "already there");
      continue;
    }
    removeStamp(context.root, step.id);
    const facts = await progress.during(step.name, () => step.make(context));
    writeStamp(context.root, step.id, step.key(context), facts);
  }
}

/** @param {Step} step @param {Context} context */
export function isDone(step, context) {
  return step.isThere(context, readStamp(context.root, step.id, step.key(context)));
}
