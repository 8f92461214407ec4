#!/usr/bin/env node
// The sources run as they are: tsx strips the types at load time, so an edit in src/ needs no build step.
//
// "playhead" is this project for whatever file is loaded, wherever it lies (`process --processor FILE`): tsx resolves the
// name by the paths in tsconfig.json, to the modules that are running already. Child processes need not know.
process.env.TSX_TSCONFIG_PATH = require("node:path").join(__dirname, "..", "tsconfig.json");
require("tsx/cjs");
delete process.env.TSX_TSCONFIG_PATH;
require("../src/cli/main.ts");
