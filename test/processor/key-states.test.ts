import { expect, test } from "vitest";
import type { FetchedRecord } from "../../src/kafka/record-batch/log-record";
import { KeyStates } from "../../src/processor/key-states";
import { defineProcessor, type InputRecord } from "../../src/processor/processor";
import { logRecord } from "../fixtures/log-record";

function record(key: string | null, value: string | null, offset = 0): FetchedRecord {
  return logRecord({ partition: 2, offset, timestamp: 1234, key, value });
}

test("state is kept by key; records without one share the key of no letters", () => {
  const seen: InputRecord<unknown>[] = [];
  const states = new KeyStates(
    defineProcessor<number, number | null, { n: number }>({
      name: "sum",
      initialState: 10,
      step: (n, input) => {
        seen.push(input);
        return [n + (input.value ?? 0), { n: n + (input.value ?? 0) }];
      },
    }),
  );
  const numbers = [
    ["a", "1"],
    ["b", "2"],
    ["a", "3"],
    [null, "4"],
    ["", "5"],
    ["a", null],
  ] as const;
  const outputs: unknown[] = [];
  numbers.forEach(([key, value], offset) =>
    states.step(record(key, value, offset), (of, output) =>
      outputs.push([of.key, output.offset, output.value.n]),
    ),
  );
  expect(outputs).toEqual([
    ["a", 0, 11],
    ["b", 1, 12],
    ["a", 2, 14],
    ["", 3, 14],
    ["", 4, 19],
    ["a", 5, 14],
  ]);
  expect(seen[1]).toEqual({ key: "b", value: 2, timestamp: 1234, topic: "in", partition: 2, offset: 1 });
});

test("an undefined state is a state too", () => {
  const states = new KeyStates(
    defineProcessor<number | undefined, null, { first: boolean }>({
      name: "first",
      initialState: 1,
      step: (n) => [undefined, { first: n === 1 }],
    }),
  );
  const outputs = [1, 2].map(() => states.step(record("a", "null")).output?.value.first);
  expect(outputs).toEqual([true, false]);
});

test("a key more than there is room for is no bad record: a known key goes on, a new one is refused", () => {
  const count = defineProcessor<number, null, { n: number }>({
    name: "count",
    initialState: 0,
    step: (n) => [n + 1, { n: n + 1 }],
  });
  const states = new KeyStates(count, 2);
  for (const key of ["a", "b", "a"]) states.step(record(key, "null"));
  expect(() => states.step(record("c", "null", 3))).toThrow(
    expect.objectContaining({ code: "TOO_MANY_KEYS" }),
  );
  expect(states.step(record("b", "null", 4)).state).toBe(2);
  expect(states.size).toBe(2);
});

test("what can't be processed is named with its place and the reason", () => {
  const states = new KeyStates(
    defineProcessor<number, { n: number }, object>({
      name: "strict",
      initialState: 0,
      parse: (json) => {
        if (typeof json !== "object") throw new Error("not an object");
        return json as { n: number };
      },
      step: (n, { value }) => {
        if (value.n > 9) throw new Error("too much");
        return [n];
      },
    }),
  );
  const reasons = [
    ["{", /offset 7 of in partition 2 can't be processed: .*JSON/],
    ["5", /offset 7 of in partition 2 can't be processed: not an object/],
    ['{"n":10}', /offset 7 of in partition 2 can't be processed: too much/],
  ] as const;
  for (const [value, message] of reasons) {
    expect(() => states.step(record("a", value, 7))).toThrow(
      expect.objectContaining({
        code: "BAD_RECORD",
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  }
});

test("where an output can't be written, the key is as it was before the record", () => {
  const states = new KeyStates(
    defineProcessor<number, number, { n: number }>({
      name: "sum",
      initialState: 0,
      step: (n, { value }) => [n + value, { n: n + value }],
    }),
  );
  const refuse = (): never => {
    throw new TypeError("can't be written");
  };
  expect(() => states.step(record("new", "1", 0), refuse)).toThrow("can't be written");
  expect(states.size).toBe(0);
  states.step(record("a", "1", 1));
  const before = { ...states.get("a") };
  expect(() => states.step(record("a", "5", 2), refuse)).toThrow("can't be written");
  expect(states.get("a")).toEqual(before);
});
