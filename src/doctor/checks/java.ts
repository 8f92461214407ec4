import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { readInstallation } from "../../broker/installation";
import { fine, wrong, type Check } from "../check";

/** Milliseconds. */
const PATIENCE = 60_000;

/** The Java that the set-up has chosen for the broker: one of the system's may have been removed or replaced since. */
export const java: Check = {
  name: "Java",
  look: async ({ root }) => {
    const { java: program } = readInstallation(root);
    try {
      // Its version goes to standard error.
      const { stderr } = await promisify(execFile)(program, ["-version"], { timeout: PATIENCE });
      return fine(/version "([^"]+)"/.exec(stderr)?.[1] ?? program);
    } catch {
      return wrong(
        `${program} does not run`,
        "run `npm run setup`, or `PLAYHEAD_JAVA=packaged npm run setup` to take a packaged Java.",
      );
    }
  },
};
