import fs from "node:fs";
import path from "node:path";
import { fine, wrong, type Check } from "../check";

const REMEDY = "run `npm run setup` in this folder.";

/** The kernel's registration names absolute paths: where the clone was moved or copied they lead elsewhere. */
export const kernel: Check = {
  name: "notebook kernel",
  look: ({ root }) => {
    const file = path.join(root, ".venv/share/jupyter/kernels/playhead/kernel.json");
    if (!fs.existsSync(file)) return wrong("not installed", REMEDY);
    const { argv } = JSON.parse(fs.readFileSync(file, "utf8")) as { argv: string[] };
    const [program = "", launcher = ""] = argv;
    if (path.resolve(launcher) !== path.join(root, "jupyter/kernel.cjs")) {
      return wrong(`belongs to another place: ${launcher}. Was this folder moved or copied?`, REMEDY);
    }
    if (!fs.existsSync(program)) return wrong(`its Node.js, ${program}, is no longer there`, REMEDY);
    return fine("installed, for this folder");
  },
};
