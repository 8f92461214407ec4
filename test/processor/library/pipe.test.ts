import fc from "fast-check";
import { expect, test } from "vitest";
import type { Coordinates } from "../../../src/distance/coordinates";
import {
  cumulativeDistance,
  type DistanceOutput,
  type DistanceState,
} from "../../../src/processor/library/cumulative-distance";
import { deduplicate, type SeenIds } from "../../../src/processor/library/deduplicate";
import { fahrenheitToCelsius } from "../../../src/processor/library/fahrenheit-to-celsius";
import { pipe } from "../../../src/processor/library/pipe";
import { rejectOutliers, type AcceptedState } from "../../../src/processor/library/reject-outliers";
import {
  rollingAverage,
  type AverageOutput,
  type AverageState,
} from "../../../src/processor/library/rolling-average";
import { speed, type SpeedState } from "../../../src/processor/library/speed";
import {
  definitionOf,
  defineProcessor,
  type Parameters,
  type Processor,
  type ProcessorOptions,
} from "../../../src/processor/processor";
import type { TrackPoint } from "../../../src/tracks/track-point";
import { at, fold, points, type Given } from "./fold";

interface N {
  n: number;
}

/** Puts out a number as often as its size, up to 3 times, and counts what it was given. */
const repeat = defineProcessor<number, N, N & { given: number }>({
  name: "repeat",
  initialState: 0,
  step: (given, { value: { n } }) => {
    const output = { n, given: given + 1 };
    if (n === 1) return [given + 1, output];
    return [given + 1, n === 0 ? undefined : Array.from({ length: Math.min(n, 3) }, () => output)];
  },
});
const sum = summing({});
function summing(changes: Partial<ProcessorOptions<number, N, N, Parameters>>): Processor<number, N, N> {
  return defineProcessor<number, N, N>({
    name: "sum",
    initialState: 0,
    step: (total, { value: { n } }) => [total + n, { n: total + n }],
    ...changes,
  });
}

test("each output of a stage is a record of the next one: none, one or several", () => {
  const records = at([1, 2, 3, 4], [{ n: 2 }, { n: 0 }, { n: 1 }, { n: 5 }]);
  expect(fold(pipe(repeat, sum), records)).toEqual([
    [{ n: 2 }, { n: 4 }],
    [],
    [{ n: 5 }],
    [{ n: 10 }, { n: 15 }, { n: 20 }],
  ]);
});

test("a stage sees the key, the time and the place of the record that all began with", () => {
  const seen: unknown[] = [];
  const look = defineProcessor<number, N, N>({
    name: "look",
    initialState: 0,
    step: (state, record) => {
      seen.push(record);
      return [state];
    },
  });
  pipe(sum, look).step([0, 0], {
    key: "a",
    value: { n: 1 },
    timestamp: 5,
    topic: "t",
    partition: 3,
    offset: 9,
  });
  expect(seen).toEqual([{ key: "a", value: { n: 1 }, timestamp: 5, topic: "t", partition: 3, offset: 9 }]);
});

/** What stands in a topic after a processor, as the records for the next one. */
function throughTopic<Output extends object>(
  processor: Processor<unknown, unknown, Output>,
  records: readonly Given<unknown>[],
): Given<unknown>[] {
  return fold(processor, records).flatMap((outputs, index) =>
    outputs.map((output) => ({
      value: JSON.parse(JSON.stringify(output)) as unknown,
      timestamp: records[index]?.timestamp ?? NaN,
    })),
  );
}

test("a pipe does what its stages do with topics between them", () => {
  const stages = [
    deduplicate({ field: "id" }),
    rejectOutliers({ kmPerHour: 500 }),
    speed({ unit: "km/h" }),
    rollingAverage({ field: "speed", overMs: 60_000 }),
    fahrenheitToCelsius<"average", AverageOutput>({ field: "average" }),
  ] as const;
  const untyped = stages as readonly unknown[] as readonly Processor<unknown, unknown, object>[];
  fc.assert(
    fc.property(points, (records) => {
      let topic: Given<unknown>[] = records;
      for (const stage of untyped) topic = throughTopic(stage, topic);
      expect(fold(pipe(...stages), records).flat()).toEqual(topic.map(({ value }) => value));
    }),
  );
});

test("pipes of pipes do what one long pipe does", () => {
  const [a, b, c] = [
    deduplicate({ field: "id" }),
    rejectOutliers({ kmPerHour: 500 }),
    speed({ unit: "m/s" }),
  ];
  fc.assert(
    fc.property(points, (records) => {
      const flat = fold(pipe(a, b, c), records);
      expect(fold(pipe(pipe(a, b), c), records)).toEqual(flat);
      expect(fold(pipe(a, pipe(b, c)), records)).toEqual(flat);
    }),
  );
});

test("a later stage checks what it is given, and sees only what it reads", () => {
  const checked = pipe(deduplicate({ field: "id" }), cumulativeDistance({ unit: "km" }));
  const wrong = { id: "1", latitude: 91, longitude: 0 };
  expect(() => fold(checked, at([0], [wrong]))).toThrow("latitude 91 is not within");
  const seen: unknown[] = [];
  const reader = defineProcessor<number, N, N>({
    name: "reader",
    initialState: 0,
    reads: { n: "number" },
    step: (state, { value }) => {
      seen.push(value);
      return [state];
    },
  });
  fold(pipe(repeat, reader), at([0], [{ n: 1 }]));
  expect(seen).toEqual([{ n: 1 }]);
  const untyped = defineProcessor<number, unknown, N>({
    name: "untyped",
    initialState: 0,
    step: (state, { value }) => [state, value as N],
  });
  expect(() => fold(pipe(untyped, reader), at([0], [{ n: "1" }]))).toThrow(
    'the field "n" must be a number; it is a string',
  );
});

test("it reads what its first stage reads and writes what its last one writes", () => {
  const first = speed({ unit: "m/s" });
  const last = rollingAverage({ field: "speed", count: 2 });
  expect(pipe(first, last)).toMatchObject({ reads: first.reads, writes: last.writes });
  const open = pipe(deduplicate({ field: "id" }), rejectOutliers({ kmPerHour: 1 }));
  expect([open.reads, open.writes, open.key]).toEqual([undefined, undefined, undefined]);
});

test("the first stage's key is the pipe's, a later one can't have its own", () => {
  const keyed = defineProcessor<number, N, N>({
    name: "keyed",
    initialState: 0,
    key: ({ value }) => String(value.n),
    step: (state, { value }) => [state, value],
  });
  expect(pipe(keyed, sum).key).toBe(keyed.key);
  expect(() => pipe(sum, keyed)).toThrow(expect.objectContaining({ code: "BAD_OPTION" }) as Error);
});

test("name, parameters and state are those of the stages", () => {
  const clean = pipe(rejectOutliers({ kmPerHour: 200 }), cumulativeDistance({ unit: "mi" }));
  expect(clean.name).toBe("reject-outliers.cumulative-distance");
  expect(clean.initialState).toEqual([{}, { metres: 0, points: 0 }]);
  expect(clean.parameters).toEqual({
    "reject-outliers.kmPerHour": 200,
    "reject-outliers.timeResolutionMs": 0,
    "cumulative-distance.unit": "mi",
    "cumulative-distance.algorithm": "geodesic",
  });
  const twice = pipe(
    rollingAverage({ field: "n", count: 2 }),
    rollingAverage({ field: "average", count: 3 }),
  );
  expect(twice.parameters).toEqual({
    "rolling-average#1.field": "n",
    "rolling-average#1.count": 2,
    "rolling-average#2.field": "average",
    "rolling-average#2.count": 3,
  });
});

test("no parameter of a stage is lost, whatever the names", () => {
  const name = fc.stringMatching(/^[ab.]{1,5}$/);
  const stage = fc.tuple(name, fc.dictionary(fc.stringMatching(/^[ab.#12]{1,5}$/), fc.string()));
  fc.assert(
    fc.property(stage, stage, stage, (...given) => {
      const [a, b, c] = given.map(([name, parameters]) => withParameters(name, parameters));
      if (a === undefined || b === undefined || c === undefined) throw new Error("all three are needed");
      const expected = given.flatMap(([, parameters]) => Object.values(parameters));
      expect(Object.values(pipe(a, b, c).parameters)).toEqual(expected);
    }),
  );
});

function withParameters(name: string, parameters: Parameters): Processor<number, N, N> {
  return defineProcessor<number, N, N>({ name, parameters, initialState: 0, step: (state) => [state] });
}

test("whatever changes in a stage changes the pipe's definition", () => {
  const other = summing({ step: (total, { value }) => [total, value] });
  const newer = summing({ version: 2 });
  const pipes = [pipe(repeat, sum), pipe(repeat, other), pipe(repeat, newer), pipe(sum, repeat)];
  expect(new Set(pipes.map((one) => JSON.stringify(definitionOf(one)))).size).toBe(pipes.length);
  expect(definitionOf(pipe(repeat, sum))).toEqual(definitionOf(pipe(repeat, sum)));
});

test("a pipe of nothing, and names that are too long together, are refused", () => {
  const long = (name: string) => withParameters(name.repeat(50), {});
  expect(() => pipe(long("a"), long("b"))).toThrow(expect.objectContaining({ code: "BAD_OPTION" }) as Error);
  expect(pipe as () => unknown).toThrow(expect.objectContaining({ code: "BAD_OPTION" }) as Error);
});

test("types go through it from end to end", () => {
  const distances: Processor<readonly [SeenIds, AcceptedState, DistanceState], TrackPoint, DistanceOutput> =
    pipe(
      deduplicate({ field: "id" }),
      rejectOutliers({ kmPerHour: 200 }),
      cumulativeDistance({ unit: "km" }),
    );
  const smooth: Processor<readonly [SpeedState, AverageState], Coordinates, AverageOutput> = pipe(
    speed({ unit: "m/s" }),
    rollingAverage({ field: "speed", count: 3 }),
  );
  expect([distances.name, smooth.name]).toEqual([
    "deduplicate.reject-outliers.cumulative-distance",
    "speed.rolling-average",
  ]);
  // @ts-expect-error a speed has no place
  expect(() => pipe(speed({ unit: "m/s" }), cumulativeDistance({ unit: "km" }))).not.toThrow();
  // @ts-expect-error a speed has no field of that name
  expect(() => pipe(speed({ unit: "m/s" }), rollingAverage({ field: "sped", count: 1 }))).not.toThrow();
  // @ts-expect-error a sum has no such field
  expect(() => deduplicate<N>({ field: "id" })).not.toThrow();
});
