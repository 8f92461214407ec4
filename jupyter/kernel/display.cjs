"use strict";
const jupyter = require("tslab/dist/jupyter");

/** Deno's convention: a method of this name returns (a promise of) the value's MIME bundle. */
const DISPLAY = Symbol.for("Jupyter.display");

/** The MIME bundle that a value shows itself as, or undefined where it has none of its own. */
async function bundleOf(value) {
  const method = Object(value)[DISPLAY];
  return typeof method === "function" ? await method.call(value) : undefined;
}

/**
 * Gives the library (src/notebook/display.ts) and tslab's own `display` their way into the notebook.
 *
 * @param {(type: string, content: object) => void} publish sends to the output of the cell that ran last
 */
function installDisplay(publish) {
  const send = (content, update) => publish(update ? "update_display_data" : "display_data", content);
  jupyter.lastWriteDisplayData = send;
  globalThis[Symbol.for("playhead.display")] = {
    display(bundle, { displayId, update = false } = {}) {
      const transient = displayId === undefined ? {} : { display_id: displayId };
      send({ data: bundle, metadata: {}, transient }, update);
    },
  };
}

module.exports = { bundleOf, installDisplay };
