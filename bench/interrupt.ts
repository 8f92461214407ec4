/** What was stopped by hand. */
export class Interrupted extends Error {}

/** A signal that is aborted at Ctrl-C or SIGTERM, so that everything started can be stopped in order. */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => controller.abort(new Interrupted(`stopped by ${name}`)));
  }
  return controller.signal;
}
