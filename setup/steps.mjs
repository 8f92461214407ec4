import { readStamp, removeStamp, writeStamp } from "./stamp.mjs";

/**
 * What every step gets to know.
 *
 * @typedef {object} Context
 * @property {string} root the clone's folder, absolute
 * @property {NodeJS.ProcessEnv} env
 * @property {string} [bundle] the folder that everything is taken from, nothing from the network
 */

/**
 * One part of the set-up. It can be killed at any moment and run again: its stamp is written only when its result is
 * whole, and removed before it changes anything.
 *
 * @typedef {object} Step
 * @property {string} id names its stamp
 * @property {string} name as the progress line shows it
 * @property {string[]} needs ids of the steps whose results it uses
 * @property {number} megabytes how much disk it takes at most
 * @property {(context: Context) => string} key digest of all that the result depends on, the clone's place included:
 *   venvs and kernels hold absolute paths
 * @property {(context: Context, facts: any) => boolean} isThere a cheap look whether the result is whole; `facts` is what
 *   `make` returned, undefined where it never finished with this key
 * @property {(context: Context) => Promise<unknown>} make makes the result anew; what it returns is kept in the stamp
 */

/**
 * Runs the steps, each only where it is needed and as soon as those it needs are done: unpacking Node packages leaves a
 * second processor free for the rest.
 *
 * @param {Step[]} steps each after the ones that it needs
 * @param {Context} context
 * @param {import("./progress.mjs").ProgressLines} progress
 * @throws {Error} of the first that failed, when the others have ended; an AggregateError when several failed by themselves
 */
export async function runSteps(steps, context, progress) {
  /** @type {Map<string, Promise<void>>} */
  const runs = new Map();
  for (const step of steps) {
    const needed = step.needs.map((id) => runs.get(id));
    runs.set(
      step.id,
      Promise.all(needed).then(() => runStep(step, context, progress)),
    );
  }
  const outcomes = await Promise.allSettled(runs.values());
  // A step whose need failed fails with the same error: told once.
  const errors = [
    ...new Set(outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []))),
  ];
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors);
}

/** @param {Step} step @param {Context} context @param {import("./progress.mjs").ProgressLines} progress */
async function runStep(step, context, progress) {
  if (isDone(step, context)) {
    progress.told(step.name, "already there");
    return;
  }
  removeStamp(context.root, step.id);
  const facts = await progress.during(step.name, () => step.make(context));
  writeStamp(context.root, step.id, step.key(context), facts);
}

/** @param {Step} step @param {Context} context */
export function isDone(step, context) {
  return step.isThere(context, readStamp(context.root, step.id, step.key(context)));
}
