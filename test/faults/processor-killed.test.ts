import { expect, test } from "vitest";
import { testPlace } from "../fixtures/place";
import { processorKilled } from "./faults";
import { CLEAN, scenarios, TEST_TIMEOUT, TIMES } from "./in-test";

const place = testPlace();
const begin = scenarios();

test(
  `the processor is killed at random moments, and started again (${TIMES} times)`,
  async () => {
    const scenario = await begin(await place.config(), 3);
    for (let time = 0; time < TIMES; time++) await processorKilled(scenario);
    expect(await scenario.settle()).toMatchObject(CLEAN);
  },
  TEST_TIMEOUT,
);
