import { randomUUID } from "node:crypto";
import type { Drawing } from "../view/drawing";
import { JUPYTER_DISPLAY } from "../view/mime";
import { displayHook, type DisplayHook } from "./display";

/**
 * Shows a picture that changes: in a cell one output, replaced in place. Outside of a notebook nothing is shown.
 *
 * @returns what shows each state of the picture
 * @example
 * openWorkbook({ openView: () => liveView() });
 */
export function liveView(hook: DisplayHook | undefined = displayHook()): (view: Drawing) => void {
  const displayId = randomUUID();
  let update = false;
  return (view) => {
    const bundle = view[JUPYTER_DISPLAY]();
    hook?.display(bundle, { displayId, update });
    update = true;
  };
}
