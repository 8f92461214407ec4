// `npm start` and `npm test` run this first; `npm run setup` runs nothing else. Needs no package, and this file no
// modern Node: an old one is told so in plain words, and what needs a newer one is loaded after that.
import { nodeProblem } from "./node-version.mjs";

async function setUp() {
  const [{ prepare }, { ALL_STEPS }] = await Promise.all([
    import("./prepare.mjs"),
    import("./all-steps.mjs"),
  ]);
  await prepare(ALL_STEPS);
}

var problem = nodeProblem(process.versions.node);
if (problem === "") {
  setUp();
} else {
  console.error(problem);
  process.exitCode = 1;
}
