import { writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./run.mjs";

const ES_MODULE = `
import { cumulativeDistance, openWorkbook } from "playhead";
const { config } = openWorkbook();
console.log(cumulativeDistance({ unit: "km" }).name, config.home);
`;

const COMMON_JS = `
const { neuralNetwork, openWorkbook } = require("playhead");
console.log(typeof openWorkbook);
try {
  neuralNetwork({ velocities: 3, hidden: 8, learningRate: 0.05, scale: 50, learns: "velocity", seed: 1 });
} catch (error) {
  console.log(error.code);
}
`;

const TYPE_SCRIPT = `
import { cumulativeDistance, defineProcessor, earliest, openWorkbook } from "playhead";
import type { InputRecord, TrackPoint } from "playhead";

const workbook = openWorkbook();
const { id }: { id: string } = await workbook.process(cumulativeDistance({ unit: "mi" }));
const plan = await workbook.rewind("distance_calculator", earliest());
await plan.execute();
const counter = defineProcessor({
  name: "points",
  initialState: 0,
  step: (points: number, record: InputRecord<TrackPoint>) => [points + 1, { track_id: record.key, points: points + 1 }],
});
for await (const { output } of workbook.iterate(counter)) console.log(id, output.points.toFixed());
// @ts-expect-error: a unit that there is not
cumulativeDistance({ unit: "furlong" });
`;

/** As the two kinds of project do that there are today; the declarations themselves are checked too. */
const RESOLUTIONS = [
  { module: "node16", moduleResolution: "node16" },
  { module: "esnext", moduleResolution: "bundler" },
];

/**
 * The library, as plain Node and TypeScript find it.
 *
 * @param {string} root of the clone, whose TypeScript is used
 * @param {string} project where the package is installed
 */
export function checkLibrary(root, project) {
  const write = (name, text) => writeFileSync(path.join(project, name), text);
  write("module.mjs", ES_MODULE);
  expect(run("node", ["module.mjs"], project), `cumulative-distance ${path.join(project, ".playhead")}\n`);
  write("common.cjs", COMMON_JS);
  // TensorFlow.js is brought by those who want it: it is as large as all the rest.
  expect(run("node", ["common.cjs"], project), "function\nSETUP_MISSING\n");
  write("typed.mts", TYPE_SCRIPT);
  const compiler = path.join(root, "node_modules/typescript/lib/tsc.js");
  for (const resolution of RESOLUTIONS) {
    const compilerOptions = { ...resolution, target: "es2022", strict: true, noEmit: true };
    write("tsconfig.json", JSON.stringify({ compilerOptions, files: ["typed.mts"] }));
    run("node", [compiler, "-p", "."], project);
  }
}

/** @param {string} found @param {string} wanted */
export function expect(found, wanted) {
  if (found !== wanted) throw new Error(`Expected ${JSON.stringify(wanted)}, found ${JSON.stringify(found)}`);
}
