import { classArchive } from "./class-archive.mjs";
import { jars } from "./jars.mjs";
import { java } from "./java.mjs";
import { kernel } from "./kernel.mjs";
import { nodePackages } from "./node-packages.mjs";
import { python } from "./python.mjs";

/** The steps of this project's set-up; those that need no other run side by side. */
export const ALL_STEPS = [
  nodePackages, // node_modules, as package-lock.json says
  python, // .venv: JupyterLab, plotly, jgo
  jars, // .tools/kafka: Kafka's jars, by jgo
  java, // .tools/java.json: the system's Java, or a packaged one
  classArchive, // .tools/kafka.jsa: makes the broker start fast
  kernel, // the TypeScript kernel and JupyterLab's settings, inside .venv
];
