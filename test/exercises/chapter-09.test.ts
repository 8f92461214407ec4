import { expect, test } from "vitest";
import { chapter09 } from "../../src/exercises/chapter-09";
import { deadReckoning } from "../../src/models/dead-reckoning";
import { sampleWorkbook } from "./sample-workbook";

const workbook = sampleWorkbook();
const line = deadReckoning();

// The right answers are those of the solution, which is executed in test/notebooks. These are what plain loops make of the sample.
test.each([
  ["09.1", "2.3", "this is a string"],
  ["09.1", 1, "too small"],
  ["09.1", 18.543 / 43.391, "the other way round"],
  ["09.2", 0, "too small"],
  ["09.2", 1e6, "too large"],
  ["09.3", 1, "A model is asked for"],
  ["09.3", { ...line, learn: undefined }, "A model is asked for"],
  ["09.3", line, "on no track nearer"],
  ["09.3", { ...line, predict: () => undefined }, "it does not"],
  [
    "09.3",
    {
      ...line,
      predict: () => {
        throw new Error("out of petrol");
      },
    },
    "out of petrol",
  ],
] as const)("%s: %j is told why not yet", async (id, answer, why) => {
  expect(await chapter09[id].judge(answer, workbook())).toContain(why);
});

test("a model that goes nine tenths of the way beats dead reckoning", async () => {
  const cautious = {
    ...line,
    predict: (motion: typeof line.initialState, atTime: number) =>
      line.predict(motion, 0.9 * atTime + 0.1 * (motion.last?.time ?? atTime)),
  };
  expect(await chapter09["09.3"].judge(cautious, workbook())).toBe(true);
});
