import { findProblems, gatherFacts } from "../../../setup/preflight.mjs";
import { fine, hint, wrong, type Check } from "../check";

/** What the set-up looks at before it begins: system, processor, memory, disk, a clone that can be written to. */
export const machine: Check = {
  name: "machine",
  look: ({ root, env }) => {
    const facts = gatherFacts({ root, env }, { megabytes: 0, needsPython: false });
    const { problems, warnings } = findProblems(facts);
    if (problems.length > 0) {
      return wrong(
        problems.map(({ what }) => what).join(" "),
        problems.map(({ remedy }) => remedy).join(" "),
      );
    }
    const memory = `${(facts.memory / 1e9).toFixed(1)} GB of memory`;
    const told = `${facts.platform} ${facts.arch}, ${memory}`;
    return warnings.length === 0 ? fine(told) : hint(told, warnings.join(" "));
  },
};
