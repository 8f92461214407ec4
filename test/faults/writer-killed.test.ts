import { expect, test } from "vitest";
import { testPlace } from "../fixtures/place";
import { writerKilled } from "./faults";
import { CLEAN, scenarios, TEST_TIMEOUT, TIMES } from "./in-test";

const place = testPlace();
const begin = scenarios();
/** It is back at once: no session, no transaction has to end first. */
const KILLS = TIMES * 2;

test(
  `the writer is killed at random moments, and started again (${KILLS} times)`,
  async () => {
    const scenario = await begin(await place.config(), 2);
    for (let time = 0; time < KILLS; time++) await writerKilled(scenario);
    expect(await scenario.settle()).toMatchObject(CLEAN);
  },
  TEST_TIMEOUT,
);
