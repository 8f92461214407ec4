#!/usr/bin/env node
// In a clone the sources run as they are: tsx strips the types at load time, so an edit in src/ needs no build step. A
// package has dist/ instead, which release/build.mjs has made of them; tsx is there for the files of `--processor FILE`.
//
// "playhead" is this project for whatever file is loaded, wherever it lies (`process --processor FILE`): tsx resolves the
// name by the paths in tsconfig.json, to the modules that are running already. Child processes need not know.
const { existsSync } = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
process.env.TSX_TSCONFIG_PATH = path.join(root, "tsconfig.json");
if (isSetUp()) {
  require("tsx/cjs");
  delete process.env.TSX_TSCONFIG_PATH;
  const sources = path.join(root, "src/cli/main.ts");
  void require(existsSync(sources) ? sources : "../dist/cli/main.js").main(process.argv.slice(2));
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
