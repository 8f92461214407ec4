import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { pythonOf } from "../../../setup/python.mjs";
import { fine, wrong, type Check } from "../check";

const QUESTION = "import platform, jupyterlab; print(platform.python_version(), jupyterlab.__version__)";
/** Milliseconds; a cold disk takes its time. */
const PATIENCE = 60_000;

/** The project's own Python, with JupyterLab in it. */
export const python: Check = {
  name: "Python, JupyterLab",
  look: async ({ root }) => {
    try {
      const asked = promisify(execFile)(pythonOf(root), ["-I", "-c", QUESTION], { timeout: PATIENCE });
      const [version, lab] = (await asked).stdout.trim().split(" ");
      return fine(`Python ${version}, JupyterLab ${lab}`);
    } catch {
      return wrong(
        `${pythonOf(root)} does not run JupyterLab`,
        "run `npm run setup`. If the set-up says that all is there, delete the folder .venv and run it again.",
      );
    }
  },
};
