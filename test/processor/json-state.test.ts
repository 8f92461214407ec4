import fc from "fast-check";
import { expect, test } from "vitest";
import { requireJsonState } from "../../src/processor/json-state";
import { processUntilCaughtUp } from "../../src/processor/process";
import { defineProcessor } from "../../src/processor/processor";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { someInputs, topicWith } from "./helpers";

const place = testPlace();

test("whatever JSON can write and read is a state, and so are undefined and fields that are", () => {
  fc.assert(fc.property(fc.jsonValue(), (state) => requireJsonState("p", state)));
  requireJsonState("p", undefined);
  requireJsonState("p", { last: undefined, points: 0 });
});

class Place {
  constructor(readonly latitude = 0) {}
}

const circular: Record<string, unknown> = {};
circular["self"] = circular;

test.each([
  [{ seen: new Map() }, "the state.seen is a Map"],
  [[1, new Date(0)], "the state[1] is a Date"],
  [new Place(), "the state is a Place"],
  [{ a: { b: NaN } }, "the state.a.b is NaN"],
  [-Infinity, "the state is -Infinity"],
  [[undefined], "the state[0] is undefined"],
  [{ n: 1n }, "the state.n is a bigint"],
  [{ f: () => 1 }, "the state.f is a function"],
  [circular, "is nested without an end"],
])("%o is none", (state, words) => {
  expect(() => requireJsonState("p", state)).toThrow(
    expect.objectContaining({
      code: "STATE_NOT_JSON",
      message: expect.stringContaining(words) as string,
    }) as Error,
  );
});

test("a processor with such a state is refused before it has committed anything, from its first value or its first batch", async () => {
  const assignment = await topicWith(place, someInputs(20));
  const step = (seen: Set<string> | null, { key }: { key: string }) =>
    [new Set([...(seen ?? []), key]), { key }] as const;
  const initial = defineProcessor<Set<string>, { amount: number }, object>({
    name: "seen",
    initialState: new Set(),
    step,
  });
  const later = defineProcessor<Set<string> | null, { amount: number }, object>({
    name: "seen-later",
    initialState: null,
    step,
  });
  for (const processor of [initial, later]) {
    const error = await errorOf(processUntilCaughtUp({ ...assignment, processor } as never, {}));
    expect(error.code).toBe("STATE_NOT_JSON");
    expect(error.message).toContain("is a Set");
  }
});
