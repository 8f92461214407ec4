import fc from "fast-check";
import { expect, test } from "vitest";
import { processUntilCaughtUp } from "../../src/processor/process";
import { kafkaConsumerGroups } from "../../src/rewind/kafka-tool";
import { inKafkaShell } from "../fixtures/kafka-tools";
import { testPlace } from "../fixtures/place";
import { PlayheadModel, type Item } from "./playhead-model";

const place = testPlace();
/** How many scenarios, and from which seed on: `TIMES=200 SEED=7 npx vitest run test/processor/playhead-property`. */
const TIMES = Number(process.env["TIMES"] ?? 8);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1_000_000);
const PATIENCE = 20_000 * TIMES;

interface Step {
  items: Item[];
  /** Records per send. */
  batch: number;
  /** Where the playheads are moved to before, as parts of each log; null where they stay. */
  moveTo: number[] | null;
  factor: number;
  /** Where to end, as a part of the longest log; null for its end. */
  until: number | null;
}

const PARTITIONS = 3;
const item: fc.Arbitrary<Item> = fc.record({
  partition: fc.nat(PARTITIONS - 1),
  key: fc.constantFrom("a", "", "ключ", "__proto__"),
  amount: fc.nat(4),
});
const part = fc.double({ min: 0, max: 1, noNaN: true });
const step: fc.Arbitrary<Step> = fc.record({
  items: fc.array(item, { maxLength: 20, size: "max" }),
  batch: fc.constantFrom(1, 4, 100),
  moveTo: fc.option(fc.array(part, { minLength: PARTITIONS, maxLength: PARTITIONS }), { freq: 3 }),
  // Mostly the same definition: with another one the changelog does not count.
  factor: fc.constantFrom(1, 1, 1, 2),
  until: fc.option(part, { freq: 1 }),
});
const scenario = fc.record({
  partitions: fc.constantFrom(1, PARTITIONS),
  steps: fc.array(step, { minLength: 2, maxLength: 5, size: "max" }),
});

/** One call of `process`, and all that must be true after it. */
async function processAndCheck(model: PlayheadModel, factor: number, until?: number): Promise<void> {
  const { isNew, records, processor } = model.begin(factor, until);
  const report = await processUntilCaughtUp(
    { ...model.assignment, processor },
    until === undefined ? {} : { until: { offset: until } },
  );
  expect(report.id).toBe(model.runId);
  expect(report.recordsIn).toBe(records);
  if (!isNew) expect(report.warmedUp, "what goes on reads the changelog, not the history").toBe(0);
  expect(await model.foundOutputs()).toEqual(model.expectedOutputs());
  expect(await model.foundStates()).toEqual(model.expectedStates());
}

test(
  `wherever the playheads are moved, outputs, results and state are those of a plain fold over the whole log (seed ${SEED})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ partitions, steps }) => {
        const model = await PlayheadModel.make(place, partitions);
        for (const { items, batch, moveTo, factor, until } of steps) {
          await model.append(
            items.map((each) => ({ ...each, partition: each.partition % partitions })),
            batch,
          );
          const ends = model.logs.map(({ length }) => length);
          if (moveTo !== null) await model.move(ends.map((end, id) => Math.round(end * (moveTo[id] ?? 0))));
          const longest = Math.max(...ends);
          await processAndCheck(model, factor, until === null ? undefined : Math.round(until * longest));
        }
      }),
      { numRuns: TIMES, seed: SEED, interruptAfterTimeLimit: PATIENCE, markInterruptAsFailure: true },
    );
  },
  PATIENCE + 30_000,
);

test("the same after Kafka's own tool has moved the playheads, back and forward", async () => {
  const model = await PlayheadModel.make(place, 2);
  const { connection, group, sourceTopic } = model.assignment;
  const byKafkasTool = async ([offset = 0]: readonly number[]) =>
    inKafkaShell(
      await place.home(),
      kafkaConsumerGroups(
        connection,
        ...["--group", group, "--topic", sourceTopic],
        ...["--reset-offsets", "--to-offset", String(offset), "--execute"],
      ),
    );
  const items = Array.from({ length: 60 }, (_, i) => ({
    partition: (i >> 1) % 2,
    key: `key-${(i * 7) % 5}`,
    amount: i % 4,
  }));
  await model.append(items, 7);
  await processAndCheck(model, 1, 20);
  await model.move([6, 6], byKafkasTool);
  await processAndCheck(model, 1);
  await model.move([11, 11], byKafkasTool);
  await processAndCheck(model, 2, 13);
  await model.move([25, 25], byKafkasTool);
  await processAndCheck(model, 2);
}, 180_000);
