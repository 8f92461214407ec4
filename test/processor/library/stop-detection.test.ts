import fc from "fast-check";
import { expect, test } from "vitest";
import { geodesic } from "../../../src/distance/geodesic";
import { stopDetection, type StopOutput } from "../../../src/processor/library/stop-detection";
import { at, fold, metresNorth, points } from "./fold";

const detector = stopDetection({ radiusMetres: 50, minimumMs: 60_000 });

function stops(seconds: number[], metres: number[]): (StopOutput["stop"] | undefined)[] {
  return fold(detector, at(seconds, metresNorth(...metres))).map((outputs) => outputs[0]?.stop);
}

test("a stop has begun with the point that makes it long enough, and ended with the first one away from it", () => {
  const records = at([0, 30, 60, 90, 120], metresNorth(0, 20, 45, 49, 100));
  const begun = {
    track_id: "k",
    stop: "begun",
    latitude: 50,
    longitude: 20,
    from: "1970-01-01T00:00:00.000Z",
  };
  expect(fold(detector, records)).toEqual([
    [],
    [],
    [{ ...begun, until: "1970-01-01T00:01:00.000Z", ms: 60_000 }],
    [],
    [{ ...begun, stop: "ended", until: "1970-01-01T00:01:30.000Z", ms: 90_000 }],
  ]);
});

test("a stay that is too short is no stop, and what comes after it counts anew", () => {
  expect(stops([0, 59, 60, 119, 121], [0, 0, 100, 100, 100])).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    "begun",
  ]);
});

test("the radius is measured from where the car came to stay, so that a slow drift ends a stop", () => {
  expect(stops([0, 60, 120, 180], [0, 30, 49, 60])).toEqual([undefined, "begun", undefined, "ended"]);
});

test("points of equal times are taken in the order of the log, late ones are left out", () => {
  expect(stops([0, 0, 60], [0, 100, 100])).toEqual([undefined, undefined, "begun"]);
  expect(stops([0, 60, 30, 90], [0, 0, 5000, 5000])).toEqual([undefined, "begun", undefined, "ended"]);
});

test("as by cutting the whole track into stays", () => {
  fc.assert(
    fc.property(points, (records) => {
      const expected: [string, number][] = [];
      const latest = (i: number) => Math.max(...records.slice(0, i).map(({ timestamp }) => timestamp));
      let rest = records.filter(({ timestamp }, i) => timestamp >= latest(i));
      while (rest[0] !== undefined) {
        const { value: place, timestamp: from } = rest[0];
        const leaves = rest.findIndex(({ value }) => geodesic(place, value) > 50);
        const stay = leaves === -1 ? rest : rest.slice(0, leaves);
        const begins = stay.find(({ timestamp }) => timestamp - from >= 60_000);
        if (begins !== undefined) expected.push(["begun", begins.timestamp - from]);
        const last = stay.at(-1)?.timestamp ?? NaN;
        if (begins !== undefined && leaves !== -1) expected.push(["ended", last - from]);
        rest = leaves === -1 ? [] : rest.slice(leaves);
      }
      expect(
        fold(detector, records)
          .flat()
          .map(({ stop, ms }) => [stop, ms]),
      ).toEqual(expected);
    }),
  );
});

test.each([
  { radiusMetres: 0, minimumMs: 1 },
  { radiusMetres: 1, minimumMs: -1 },
  { radiusMetres: NaN, minimumMs: 1 },
  { radiusMetres: 1, minimumMs: Infinity },
  { radiusMetres: 1 },
])("%j is refused", (options) => {
  expect(() => stopDetection(options as Parameters<typeof stopDetection>[0])).toThrow(
    expect.objectContaining({ code: "BAD_OPTION", remedy: "give a number above 0" }) as Error,
  );
});
