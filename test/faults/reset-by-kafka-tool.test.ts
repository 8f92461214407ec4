import { expect, test } from "vitest";
import { testPlace } from "../fixtures/place";
import { resetTo } from "./faults";
import { CLEAN, scenarios, TEST_TIMEOUT, TIMES } from "./in-test";

const place = testPlace();
const begin = scenarios();
const WHERE = ["middle", "end", "start"] as const;
/** Each replays: three are many already. */
const RESETS = Math.max(WHERE.length, TIMES);

test(
  `Kafka's own tool resets the group to the log's middle, end and start (${RESETS} times)`,
  async () => {
    const scenario = await begin(await place.config(), 2);
    for (let time = 0; time < RESETS; time++) {
      await resetTo(WHERE[time % WHERE.length] ?? "start")(scenario);
    }
    expect(await scenario.settle()).toMatchObject(CLEAN);
  },
  TEST_TIMEOUT,
);
