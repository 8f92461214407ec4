#!/usr/bin/env node
// The sources run as they are: tsx strips the types at load time, so an edit in src/ needs no build step.
require("tsx/cjs");
require("../src/cli/main.ts");
