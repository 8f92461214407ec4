#!/usr/bin/env node
// The sources run as they are: tsx strips the types at load time, so an edit in src/ needs no build step.
//
// "playhead" is this project for whatever file is loaded, wherever it lies (`process --processor FILE`): tsx resolves the
// name by the paths in tsconfig.json, to the modules that are running already. Child processes need not know.
process.env.TSX_TSCONFIG_PATH = require("node:path").join(__dirname, "..", "tsconfig.json");
if (isSetUp()) {
  require("tsx/cjs");
  delete process.env.TSX_TSCONFIG_PATH;
  require("../src/cli/main.ts");
} else {
  console.error(
    "SETUP_MISSING  The Node packages of this folder are not installed yet.\n" +
      "What to do: run `npm run setup`. Before it changes anything it looks whether this machine will do.",
  );
  process.exitCode = 1;
}

function isSetUp() {
  try {
    return require.resolve("tsx/cjs") !== "";
  } catch {
    return false;
  }
}
