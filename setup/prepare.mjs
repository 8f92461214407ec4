import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findBundle } from "./bundle/manifest.mjs";
import { SetupFailure } from "./failure.mjs";
import { takeLock } from "./lock.mjs";
import { findProblems, gatherFacts } from "./preflight.mjs";
import { ProgressLines } from "./progress.mjs";
import { isDone, runSteps } from "./steps.mjs";

/**
 * Runs the steps for the clone that this file lies in, one set-up at a time; sets the process's exit code.
 *
 * @param {import("./steps.mjs").Step[]} steps
 */
export async function prepare(steps) {
  const place = { root: dirname(dirname(fileURLToPath(import.meta.url))), env: process.env };
  const context = { ...place, bundle: findBundle(place) };
  const progress = new ProgressLines(process.stdout);
  try {
    if (!isFit(context, steps)) return;
    progress.told("Preflight", "fine");
    await takeLock(join(context.root, ".tools/setup.lock"), (owner) =>
      console.log(`Another set-up of this clone is running (process ${owner}): waiting for it.`),
    );
    await runSteps(steps, context, progress);
  } catch (error) {
    const errors = error instanceof AggregateError ? error.errors : [error];
    for (const each of errors) tell(each);
    process.exitCode = 1;
  }
}

/** A failure that was foreseen gets words, any other its stack trace. @param {unknown} error */
function tell(error) {
  const failure = error instanceof SetupFailure ? error : fromSystem(error);
  if (failure === undefined) console.error(error);
  else console.error(`\n${failure.message}\nWhat to do: ${failure.remedy}`);
}

/**
 * Looks at the machine before anything is changed; says all that is in the way.
 *
 * @param {import("./steps.mjs").Context} context
 * @param {import("./steps.mjs").Step[]} steps
 */
function isFit(context, steps) {
  const todo = steps.filter((step) => !isDone(step, context));
  // A bundle of another version is in nobody's way where nothing is to be installed.
  const bundle = todo.length > 0 ? context.bundle : undefined;
  const facts = gatherFacts(
    { ...context, bundle },
    {
      megabytes: todo.reduce((sum, step) => sum + step.megabytes, 0),
      needsPython: todo.some(({ id }) => id === "python"),
    },
  );
  const { problems, warnings } = findProblems(facts);
  for (const warning of warnings) console.warn(`Note: ${warning}`);
  if (problems.length === 0) return true;
  const list = problems.map(({ what, remedy }) => `- ${what}\n  What to do: ${remedy}`);
  console.error(["playhead can't be set up on this machine yet:", ...list].join("\n"));
  process.exitCode = 1;
  return false;
}

/** What the operating system refused, in plain words. @param {NodeJS.ErrnoException} error */
function fromSystem(error) {
  const remedies = {
    ENOSPC: "the disk is full: make room, then run the command again; what is done is kept.",
    EDQUOT: "your disk quota is used up: make room, then run the command again; what is done is kept.",
    EACCES: "this clone must belong to you: check its owner and permissions, then run the command again.",
    EROFS: "the disk is read-only: put the clone where you may write.",
  };
  const remedy = remedies[error.code];
  return remedy === undefined ? undefined : new SetupFailure(error.message, remedy);
}
