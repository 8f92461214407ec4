import { expect, test } from "vitest";
import { commitOffsets } from "../../src/kafka/offsets";
import { until } from "../fixtures/until";
import { testPlace } from "../fixtures/place";
import { CLEAN, scenarios, TEST_TIMEOUT, TIMES } from "./in-test";

const place = testPlace();
const begin = scenarios();

test(
  `a member frozen until its group has dropped it does not undo the rewind that was done meanwhile (${TIMES} times)`,
  async () => {
    const scenario = await begin(await place.config(), 1);
    const { calculator, source } = scenario.names;
    const [member] = scenario.members;
    for (let time = 0; time < TIMES; time++) {
      await scenario.untilProgress();
      await scenario.someTime(150);
      member?.child.kill("SIGSTOP");
      await until("its group is empty", async () => (await scenario.groupSize()) === 0);
      await commitOffsets(await scenario.connection(), calculator, source, new Map([[0, 0]]));
      scenario.resets++;
      member?.child.kill("SIGCONT");
      await scenario.untilProgress();
    }
    expect(await scenario.settle()).toMatchObject(CLEAN);
  },
  TEST_TIMEOUT,
);
