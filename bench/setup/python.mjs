import { existsSync } from "node:fs";
import { join } from "node:path";
import { SetupFailure } from "../../setup/failure.mjs";
import { findPython, findUv } from "../../setup/find-python.mjs";
import { installRequirements, makeVenv, pythonOf } from "../../setup/python.mjs";
import { digest } from "../../setup/stamp.mjs";
import { benchPlaces } from "./places.mjs";

/** What quixstreams needs: one more than the project itself. */
const MINIMUM_MINOR = 11;
const REQUIREMENTS = "bench/setup/requirements.txt";

/**
 * A venv of the bench's own, each package pinned with its hashes.
 *
 * @type {import("../../setup/steps.mjs").Step}
 */
export const python = {
  id: "bench-python",
  needs: [],
  megabytes: 200,
  name: "Python peers",

  key: ({ root }) => digest({ files: [join(root, REQUIREMENTS)], values: [root] }),

  isThere: ({ root }, made) => made === true && existsSync(pythonOf(root, benchPlaces(root).venv)),

  async make({ root, env }) {
    const { venv } = benchPlaces(root);
    const { chosen } = findPython(env);
    const isNewEnough = chosen !== undefined && chosen.version[1] >= MINIMUM_MINOR;
    if (!isNewEnough && findUv(env) === undefined) {
      throw new SetupFailure(
        `quixstreams needs Python 3.${MINIMUM_MINOR} or later; there is ${chosen?.version.join(".") ?? "none"}.`,
        `install Python 3.${MINIMUM_MINOR} or later, or uv, which brings its own; then run the command again.`,
      );
    }
    await makeVenv({ root, env, venv, chosen: isNewEnough ? chosen : undefined });
    await installRequirements({ root, env, venv, file: REQUIREMENTS });
    return true;
  },
};
