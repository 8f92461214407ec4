// `npm start` and `npm test` run this first; `npm run setup` runs nothing else. Needs no package, and this file no
// modern Node: an old one is told so in plain words, and what needs a newer one is loaded after that.
import { nodeProblem } from "./node-version.mjs";

async function setUp() {
  const [{ prepare }, { nodePackages }, { python }, { jars }, { java }, { classArchive }, { kernel }] =
    await Promise.all([
      import("./prepare.mjs"),
      import("./node-packages.mjs"),
      import("./python.mjs"),
      import("./jars.mjs"),
      import("./java.mjs"),
      import("./class-archive.mjs"),
      import("./kernel.mjs"),
    ]);
  // Side by side where none needs the other.
  await prepare([
    nodePackages, // node_modules, as package-lock.json says
    python, // .venv: JupyterLab, plotly, jgo
    jars, // .tools/kafka: Kafka's jars, by jgo
    java, // .tools/java.json: the system's Java, or a packaged one
    classArchive, // .tools/kafka.jsa: makes the broker start fast
    kernel, // the TypeScript kernel and JupyterLab's settings, inside .venv
  ]);
}

var problem = nodeProblem(process.versions.node);
if (problem === "") {
  setUp();
} else {
  console.error(problem);
  process.exitCode = 1;
}
