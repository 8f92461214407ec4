import { expect, test } from "vitest";
import { testPlace } from "../fixtures/place";
import { memberFrozen } from "./faults";
import { CLEAN, scenarios, TEST_TIMEOUT, TIMES } from "./in-test";

const place = testPlace();
const begin = scenarios();

test(
  `a member is frozen past its session and its transaction, another takes over, it is thawed (${TIMES} times)`,
  async () => {
    const scenario = await begin(await place.config(), 3, 2);
    for (let time = 0; time < TIMES; time++) await memberFrozen(scenario);
    expect(await scenario.settle()).toMatchObject(CLEAN);
  },
  TEST_TIMEOUT,
);
