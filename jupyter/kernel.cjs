// The Jupyter kernel: tslab (TypeScript cells with the types kept from cell to cell) with this project's library in it.
// Jupyter runs `node jupyter/kernel.cjs <connection file>` as the kernel specification written by install.mjs says.
"use strict";
const path = require("node:path");

const root = path.dirname(__dirname);
// One working directory for all notebooks, so that "data/journeys.csv" means the same in each of them.
process.chdir(root);

const { watchParent } = require("./kernel/parent.cjs");
const { createSources } = require("./kernel/sources.cjs");
const { createLibrary } = require("./kernel/library.cjs");
const { createCellConverter } = require("./kernel/converter.cjs");
const { createCellRunner } = require("./kernel/runner.cjs");
const { KernelServer } = require("./kernel/server.cjs");

const connectionFile = process.argv[2];
if (connectionFile === undefined) {
  console.error("This is a Jupyter kernel: `npm start` opens JupyterLab, which starts it.");
  process.exit(2);
}

const sources = createSources(root);
const runner = createCellRunner({
  root,
  converter: createCellConverter({ root, sources }),
  library: createLibrary({ root, sources }),
});
const server = new KernelServer(runner, connectionFile);

process.on("SIGINT", () => runner.interrupt());
// What would end a Node program ends the running cell instead; the kernel stays.
process.on("uncaughtException", (error) => server.reportStray(error));
process.on("unhandledRejection", (reason) => server.reportStray(reason));
watchParent(() => server.shutDown());

server.init().catch((error) => {
  console.error(error);
  process.exit(1);
});
