import fc from "fast-check";
import { expect, test } from "vitest";
import type { OutgoingRecord } from "../../src/kafka/record-batches";
import { Outbox } from "../../src/sensor/outbox";

const silent = { onStalled: () => undefined, onResumed: () => undefined, onFailed: () => undefined };

function record(timestamp: number): OutgoingRecord {
  return { key: "k", value: "v", timestamp };
}

/** A broker that answers when it is told to. */
function broker() {
  const got: number[] = [];
  const held: (() => void)[] = [];
  return {
    got,
    send: async (records: readonly OutgoingRecord[]): Promise<void> => {
      await new Promise<void>((resolve) => held.push(resolve));
      got.push(...records.map(({ timestamp }) => timestamp));
    },
    answer: async (): Promise<void> => {
      held.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test("whatever the broker's pace, what there is room for arrives once and in order, and the rest is counted", async () => {
  const actions = fc.array(fc.constantFrom("add", "answer"), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(actions, fc.integer({ min: 1, max: 10 }), async (steps, capacity) => {
      const { got, send, answer } = broker();
      const outbox = new Outbox(send, capacity, silent);
      let added = 0;
      for (const step of steps) {
        if (step === "add") outbox.add(record(added++));
        else await answer();
        expect(outbox.waiting).toBeLessThanOrEqual(capacity + 1);
      }
      while (outbox.waiting > 0) await answer();
      await outbox.empty();
      expect(got).toEqual([...got].sort((a, b) => a - b));
      expect(new Set(got).size).toBe(got.length);
      expect(got.length).toBe(outbox.sent);
      expect(outbox.sent + outbox.dropped).toBe(added);
    }),
  );
});

test("of more than there is room for the oldest that wait are dropped", async () => {
  const { got, send, answer } = broker();
  const outbox = new Outbox(send, 3, silent);
  for (let time = 0; time < 6; time++) outbox.add(record(time));
  while (outbox.waiting > 0) await answer();
  // The first one was under way already.
  expect(got).toEqual([0, 4, 5]);
  expect(outbox.dropped).toBe(3);
});

test("what a send fails with is told, and what waited is still counted", async () => {
  const outbox = new Outbox(() => Promise.reject(new Error("no")), 10, silent);
  outbox.add(record(1));
  await expect(outbox.empty()).rejects.toThrow("no");
  expect(() => outbox.add(record(2))).toThrow("no");
  expect(outbox).toMatchObject({ sent: 0, waiting: 1 });
});
