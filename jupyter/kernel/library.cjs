"use strict";
const path = require("node:path");
const { changes } = require("./sources.cjs");

/**
 * Loads the library for `import … from "playhead"` in a cell the way `bin/playhead.js` does, by tsx's hook: a
 * function's text, and with it a definition's code digest, is then the same in a notebook and on the command line.
 * After an edit anywhere in src/ the next import loads all of it anew; without one the loaded library, which holds
 * open connections, stays.
 */
function createLibrary({ root, sources }) {
  const hook = require.resolve("tsx/cjs");
  require(hook);
  const esbuild = require(require.resolve("esbuild", { paths: [hook] }));
  const entry = path.join(root, "src", "index.ts");
  let loaded = new Map();

  function load() {
    const now = sources.snapshot();
    const { edited, moved } = changes(loaded, now);
    if (edited.length + moved.length > 0) {
      for (const file of Object.keys(require.cache)) {
        if (file.startsWith(sources.folder + path.sep)) delete require.cache[file];
      }
      loaded = new Map();
    }
    const library = require(entry);
    loaded = now;
    return library;
  }

  /** An interrupt reaches the whole process group, and so kills tsx's compiler too: the next load starts another. */
  function afterInterrupt() {
    void esbuild.stop();
  }

  return { load, afterInterrupt };
}

module.exports = { createLibrary };
