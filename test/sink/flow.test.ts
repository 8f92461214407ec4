import fc from "fast-check";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import type { FetchedRecord } from "../../src/kafka/record-batch/log-record";
import { HEADER } from "../../src/processor/headers";
import { Flow, type Portion } from "../../src/sink/flow";
import { Pace } from "../../src/sink/pace";
import { logRecord } from "../fixtures/log-record";

function record(partition: number, offset: number): FetchedRecord {
  const value = `{"at":"${partition}:${offset}"}`;
  const headers = { [HEADER.run]: "r", [HEADER.source]: `${partition}:${offset}` };
  return logRecord({ topic: "out", partition, offset, key: String(offset), value, headers });
}

/** Every so many outputs are a portion. */
class Every extends Pace {
  constructor(private readonly count: number) {
    super();
  }
  override isDue({ outputs }: { outputs: number }): boolean {
    return outputs >= this.count;
  }
}

const batches = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 5 })), {
  maxLength: 40,
});

test("each portion begins where the one before it ended, and one at a time is written", async () => {
  await fc.assert(
    fc.asyncProperty(batches, fc.integer({ min: 1, max: 12 }), async (list, every) => {
      const stored = new Map([[1, 7]]);
      const read = new Map<number, number>(stored);
      let writing = 0;
      let outputs = 0;
      const flow = new Flow(stored, new Every(every), async ({ results, from, to }: Portion) => {
        expect(++writing).toBe(1);
        await setImmediate();
        expect([...from]).toEqual([...to.keys()].map((partition) => [partition, stored.get(partition)]));
        for (const [partition, offset] of to) stored.set(partition, offset);
        outputs += results.outputs;
        writing--;
        return true;
      });
      for (const [partition, count] of list) {
        const from = read.get(partition) ?? 0;
        const records = Array.from({ length: count }, (_, index) => record(partition, from + index));
        // A transaction's marker follows.
        read.set(partition, from + count + 1);
        expect(await flow.take(partition, { records, nextOffset: from + count + 1 })).toBe(true);
      }
      expect(await flow.finish()).toBe(true);
      expect(stored).toEqual(read);
      expect(outputs).toBe(list.reduce((sum, [, count]) => sum + count, 0));
    }),
  );
});

test("after a portion that could not be written, none is tried", async () => {
  let tried = 0;
  const flow = new Flow(new Map(), new Every(1), () => Promise.resolve(++tried > 1));
  expect(await flow.take(0, { records: [record(0, 0)], nextOffset: 1 })).toBe(true);
  expect(await flow.take(0, { records: [record(0, 1)], nextOffset: 2 })).toBe(false);
  expect(await flow.finish()).toBe(false);
  expect(tried).toBe(1);
});

test("a failure is told at the next portion, and leaves nothing at work", async () => {
  const flow = new Flow(new Map(), new Every(1), async () => {
    await setImmediate();
    throw new Error("the disk is gone");
  });
  expect(await flow.take(0, { records: [record(0, 0)], nextOffset: 1 })).toBe(true);
  await expect(flow.take(0, { records: [record(0, 1)], nextOffset: 2 })).rejects.toThrow("the disk is gone");
  await flow.abandon();
});

test("where nothing was read nothing is written", async () => {
  const flow = new Flow(new Map(), new Pace(), () => Promise.reject(new Error("written")));
  expect(await flow.finish()).toBe(true);
});
