import { nodeProblem } from "../../../setup/node-version.mjs";
import { fine, wrong, type Check } from "../check";

/** Node.js itself: one that is too old comes as far as this in a clone that a newer one has set up. */
export const node: Check = {
  name: "Node.js",
  look: () => {
    const { node: version } = process.versions;
    const [what, remedy] = nodeProblem(version).split("\nWhat to do: ");
    return remedy === undefined ? fine(version) : wrong(what ?? version, remedy);
  },
};
