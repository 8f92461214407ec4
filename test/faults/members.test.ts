import { expect, test } from "vitest";
import { testPlace } from "../fixtures/place";
import { memberJoins, memberKilled, memberLeaves } from "./faults";
import { CLEAN, scenarios, TEST_TIMEOUT, TIMES } from "./in-test";

const place = testPlace();
const begin = scenarios();

test(
  `members join, leave and are killed (${TIMES} times each)`,
  async () => {
    const scenario = await begin(await place.config(), 4);
    for (let time = 0; time < TIMES; time++) {
      await memberJoins(scenario);
      await memberJoins(scenario);
      await memberLeaves(scenario);
      await memberKilled(scenario);
    }
    expect(await scenario.settle()).toMatchObject(CLEAN);
  },
  TEST_TIMEOUT,
);
