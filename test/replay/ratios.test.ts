import { inspect } from "node:util";
import { expect, test } from "vitest";
import { ratios } from "../../src/replay/ratios";
import { testPlace } from "../fixtures/place";
import { someInputs, topicWith, totals } from "../processor/helpers";
import { replay } from "../../src/replay/replay";
import { defineProcessor, type InputRecord } from "../../src/processor/processor";

const place = testPlace();

/** The sum of the amounts of a key; nothing while it is below `from`. */
function sums(factor: number, from = -Infinity) {
  return defineProcessor({
    name: "sums",
    parameters: { factor },
    initialState: 0,
    step: (sum: number, { value }: InputRecord<{ amount: number }>) => {
      const next = sum + value.amount * factor;
      return next < from ? [next] : [next, { sum: next, label: "n" }];
    },
  });
}

test("each number is divided by the right one; none where there is no result or nothing to divide by", async () => {
  const inputs = [...someInputs(40, 4), { key: "zero", amount: 0 }];
  const { connection, sourceTopic } = await topicWith(place, inputs);
  const processors = { twice: sums(2), few: sums(1, 1), right: sums(1) };
  const replayed = await replay(connection, sourceTopic, {}, processors);
  const rows = ratios(replayed, "right", "sum");
  const zero = rows.find(({ key }) => key === "zero");
  expect(zero).toEqual({ key: "zero", right: 0, ratios: { twice: null, few: null, right: null } });
  for (const { ratios: of } of rows.filter((row) => row !== zero)) {
    expect(of).toEqual({ twice: 2, few: 1, right: 1 });
  }
  expect(rows).toHaveLength(5);
  expect(inspect(rows)).toMatch(/key +sum, right +twice +few/);
});

test("refused: a processor or a number that is not there", async () => {
  const { connection, sourceTopic } = await topicWith(place, someInputs(5));
  const replayed = await replay(connection, sourceTopic, {}, { right: totals() });
  for (const [name, field] of [
    ["wrong", "total"],
    ["right", "distance"],
  ] as const) {
    expect(() => ratios(replayed, name as "right", field)).toThrow(
      expect.objectContaining({ code: "BAD_OPTION" }) as Error,
    );
  }
});
