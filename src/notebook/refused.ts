import { PlayheadError } from "../errors";
import { errorBox } from "../view/error-box";
import { display } from "./display";

/**
 * Awaits something that is meant to be refused, shows the refusal as a reader would meet it, and goes on.
 *
 * @throws PlayheadError CHECK_FAILED where it was not refused; any other error as it is
 * @example
 * await refused(plan.execute()); // GROUP_ACTIVE  distance_calculator has 1 member, …
 */
export async function refused(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof PlayheadError)) throw error;
    display(errorBox(error));
    return;
  }
  throw new PlayheadError("CHECK_FAILED", "This should have been refused, but it was done", {
    remedy: "run the cells above from the first on, then this one",
  });
}
