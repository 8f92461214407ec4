// `npm start` and `npm test` run this first; `npm run setup` runs nothing else, and in an installed package `npx playhead
// setup` does. Needs no package, and this file no modern Node: an old one is told so in plain words, and what needs a
// newer one is loaded after that.
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeProblem } from "./node-version.mjs";

async function setUp() {
  const [{ prepare }, { stepsOf }] = await Promise.all([import("./prepare.mjs"), import("./all-steps.mjs")]);
  await prepare(stepsOf(dirname(dirname(fileURLToPath(import.meta.url)))));
}

var problem = nodeProblem(process.versions.node);
if (problem === "") {
  setUp();
} else {
  console.error(problem);
  process.exitCode = 1;
}
