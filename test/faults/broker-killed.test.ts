import { expect, test } from "vitest";
import { ownHomes } from "../fixtures/own-broker";
import { brokerKilled } from "./faults";
import { CLEAN, scenarios, TEST_TIMEOUT, TIMES } from "./in-test";

const homes = ownHomes();
const begin = scenarios();

test(
  `the broker is killed and started again, below two members and a writer (${TIMES} times)`,
  async () => {
    const home = await homes.make();
    const scenario = await begin({ home, brokers: undefined, prefix: "", dataFile: "" }, 3, 2);
    scenario.addWriter();
    await scenario.untilWritten();
    for (let time = 0; time < TIMES; time++) await brokerKilled(scenario);
    expect(await scenario.settle()).toMatchObject(CLEAN);
  },
  TEST_TIMEOUT,
);
