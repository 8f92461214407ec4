import { existsSync } from "node:fs";
import { join } from "node:path";
import { classArchive } from "./class-archive.mjs";
import { jars } from "./jars.mjs";
import { java } from "./java.mjs";
import { kernel } from "./kernel.mjs";
import { nodePackages } from "./node-packages.mjs";
import { jarFetcher, python } from "./python.mjs";

/** What a broker needs, whoever starts it. */
const BROKER_STEPS = [
  jars, // .tools/kafka: Kafka's jars, by jgo
  java, // .tools/java.json: the system's Java, or a packaged one
  classArchive, // .tools/kafka.jsa: makes the broker start fast
];

/** The steps of a clone's set-up; those that need no other run side by side. */
export const ALL_STEPS = [
  nodePackages, // node_modules, as package-lock.json says
  python, // .venv: JupyterLab, plotly, jgo
  ...BROKER_STEPS,
  kernel, // the TypeScript kernel and JupyterLab's settings, inside .venv
];

/** Those of a package that npm has installed: no notebooks, so no JupyterLab. */
export const PACKAGE_STEPS = [
  jarFetcher, // .venv: jgo alone
  ...BROKER_STEPS,
];

/** Which of them are for this folder: a package has dist/, and never the clone's lock file. @param {string} root */
export function stepsOf(root) {
  const isPackage = existsSync(join(root, "dist")) && !existsSync(join(root, "package-lock.json"));
  return isPackage ? PACKAGE_STEPS : ALL_STEPS;
}
