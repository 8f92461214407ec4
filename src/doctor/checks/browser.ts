import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { pythonOf } from "../../../setup/python.mjs";
import { fine, hint, type Check } from "../check";

/** Asks as JupyterLab does: Python's webbrowser knows each system's way. */
const QUESTION = "import webbrowser; print(getattr(webbrowser.get(), 'name', ''))";
/** Run in the terminal, where JupyterLab can't be shown. */
const TEXT_ONLY = ["www-browser", "links", "elinks", "lynx", "w3m"];

/** A browser that `npm start` can open. */
export const browser: Check = {
  name: "browser",
  look: async ({ root, env }) => {
    const asked = promisify(execFile)(pythonOf(root), ["-c", QUESTION], { env });
    const name = await asked.then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
    if (name !== undefined && !TEXT_ONLY.includes(name)) return fine(name === "" ? "there is one" : name);
    return hint(
      "none that can be opened from here",
      "type the address that `npm start` prints into a browser; on WSL, one of Windows will do.",
    );
  },
};
