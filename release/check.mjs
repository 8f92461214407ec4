// `npm run release:check`: packs this project, installs the package into an empty one, and uses it there as somebody would
// who has never seen the clone: its command, from `setup` to `down`, and its library from an ES module, from CommonJS and
// from TypeScript. Nothing is published, and nothing is left behind.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkLibrary } from "./check-library.mjs";
import { checkWalkthrough } from "./check-walkthrough.mjs";
import { pack } from "./pack.mjs";
import { run } from "./run.mjs";

const root = path.dirname(import.meta.dirname);
const folder = mkdtempSync(path.join(tmpdir(), "playhead-release-"));
const project = path.join(folder, "empty-project");
try {
  const { tarball, version } = pack(root, folder);
  mkdirSync(project);
  writeFileSync(path.join(project, "package.json"), JSON.stringify({ name: "empty-project", private: true }));
  const install = ["install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];
  run("npm", [...install, tarball, "@types/node@20"], project);
  checkLibrary(root, project);
  checkWalkthrough(project, version);
  console.log(`playhead ${version} can be released.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
