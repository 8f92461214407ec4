// Outlives a launcher that was killed and ends what it left. Standard input brings JupyterLab's process id and, from a
// launcher that ended properly, the word "done"; it closes when the launcher is gone, however that happened.
import path from "node:path";
import { text } from "node:stream/consumers";
import { endProcess, stopBroker } from "./ending.mjs";

const [labId = "", word] = (await text(process.stdin)).split("\n");
if (labId !== "" && word !== "done") {
  await endProcess(Number(labId));
  await stopBroker(path.dirname(import.meta.dirname), "ignore");
}
