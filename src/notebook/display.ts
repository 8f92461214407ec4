import { printable } from "../printable";
import { JUPYTER_DISPLAY, type Displayable, type MimeBundle } from "../view/mime";

/** What the notebook kernel offers to code that runs in it: shows a bundle below the cell that is running. */
export interface DisplayHook {
  /**
   * @param options.displayId a name by which the output can be replaced later
   * @param options.update replaces the output of that name instead of adding one
   */
  display(bundle: MimeBundle, options?: { displayId?: string; update?: boolean }): void;
}

const HOOK = Symbol.for("playhead.display");

/**
 * The kernel's hook, or undefined where there is no notebook. The kernel has another one in each cell: this one shows
 * below the cell that is running when it is used, also if it was got in an earlier one.
 */
export function displayHook(): DisplayHook | undefined {
  const kernel = globalThis as { [HOOK]?: DisplayHook };
  if (kernel[HOOK] === undefined) return undefined;
  return { display: (bundle, options) => kernel[HOOK]?.display(bundle, options) };
}

/**
 * Shows a bundle below the running cell; outside of a notebook its text goes to standard output. What is in the text can't
 * act on a terminal, nor colour a cell, which understands the same codes.
 */
export function display(bundle: MimeBundle): void {
  const hook = displayHook();
  const text = printable(bundle["text/plain"]);
  if (hook === undefined) process.stdout.write(`${text}\n`);
  else hook.display({ ...bundle, "text/plain": text });
}

/** Whether a value knows how to show itself. */
export function isDisplayable(value: unknown): value is Displayable {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<Displayable>)[JUPYTER_DISPLAY] === "function"
  );
}
