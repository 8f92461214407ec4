import { stepsOf } from "../../../setup/all-steps.mjs";
import { isDone } from "../../../setup/steps.mjs";
import { fine, wrong, type Check } from "../check";

/** Whether the set-up has done all it does, for this version and in this place. */
export const setUp: Check = {
  name: "set-up",
  look: ({ root, env }) => {
    const missing = stepsOf(root)
      .filter((step) => !isDone(step, { root, env }))
      .map(({ name }) => name);
    if (missing.length === 0) return fine("whole and current");
    return wrong(
      `to be done or done anew: ${missing.join(", ")}`,
      "run `npm run setup` where there is a network, or with a bundle (docs/instructor.md).",
    );
  },
};
