// Makes dist/, which a package has in place of src/: `npm pack` runs this first. Module by module and as CommonJS, which
// `import` and `require` take alike; by esbuild, as tsx runs the sources, so that a processor's code has the same digest.
import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";

const root = path.dirname(import.meta.dirname);
const dist = path.join(root, "dist");

rmSync(dist, { recursive: true, force: true });
await build({
  entryPoints: sources(path.join(root, "src")),
  outdir: dist,
  outbase: path.join(root, "src"),
  format: "cjs",
  platform: "node",
  target: "node20",
  logLevel: "warning",
});
// The types of what src/index.ts exports, with their doc comments.
const compiler = path.join(root, "node_modules/typescript/lib/tsc.js");
execFileSync(process.execPath, [compiler, "-p", path.join(root, "tsconfig.build.json")], {
  stdio: "inherit",
});
// They speak of kafkajs's inner modules, whose types are ours.
copyFileSync(path.join(root, "src/kafka/internals.d.ts"), path.join(dist, "kafka/internals.d.ts"));
const entry = path.join(dist, "index.d.ts");
writeFileSync(entry, `/// <reference path="./kafka/internals.d.ts" />\n${readFileSync(entry, "utf8")}`);

/** @param {string} folder */
function sources(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => path.join(folder, file));
}
