import { expect, test } from "vitest";
import { distanceFunction } from "../../../src/distance/algorithms";
import { UNITS, type Unit } from "../../../src/distance/units";
import type { FetchedRecord } from "../../../src/kafka/record-batch/log-record";
import { cumulativeDistance, type DistanceOutput } from "../../../src/processor/library/cumulative-distance";
import { KeyStates } from "../../../src/processor/key-states";
import { NO_TIME } from "../../../src/tracks/no-time";
import { logRecord } from "../../fixtures/log-record";

const ROUTE = [
  [41.39353023, 2.17187576],
  [41.39365526, 2.1720138],
  [41.39419093, 2.17273546],
  [41.39419093, 2.17273546],
] as const;

function record(
  track: string,
  [latitude, longitude]: readonly [number, number],
  offset: number,
): FetchedRecord {
  const point = { id: String(offset), latitude, longitude, track_id: track, time: "3/6/2023 7:12" };
  const timestamp = Date.UTC(2023, 2, 6, 7, 12, offset);
  return logRecord({ offset, timestamp, key: track, value: JSON.stringify(point) });
}

function run(unit: Unit): DistanceOutput[] {
  const states = new KeyStates(cumulativeDistance({ unit }));
  // Two cars on the same way, taking turns.
  return ROUTE.flatMap((place, i) =>
    ["1", "2"].flatMap((track) => states.step(record(track, place, i)).output?.value ?? []),
  );
}

test("each point tells how far its track has come: the first one 0, each hop added, tracks kept apart", () => {
  const between = distanceFunction("geodesic");
  const at = ([latitude, longitude]: readonly [number, number]) => ({ latitude, longitude });
  const hops = [0, between(at(ROUTE[0]), at(ROUTE[1])), between(at(ROUTE[1]), at(ROUTE[2])), 0];
  const sums = hops.map((_, i) => hops.slice(0, i + 1).reduce((sum, hop) => sum + hop, 0));
  for (const track of ["1", "2"]) {
    const outputs = run("m").filter(({ track_id }) => track_id === track);
    expect(outputs.map(({ distance }) => distance)).toEqual(sums);
    expect(outputs.map(({ points }) => points)).toEqual([1, 2, 3, 4]);
    expect(outputs[1]).toMatchObject({ unit: "m", time: "2023-03-06T07:12:01.000Z" });
  }
});

test("from one segment to the next nothing is counted; a segment that is no number is none", () => {
  const metres = (segments: readonly unknown[]): number[] => {
    const states = new KeyStates(cumulativeDistance({ unit: "m" }));
    return ROUTE.slice(0, 3).map(([latitude, longitude], offset) => {
      const value = JSON.stringify({ latitude, longitude, segment: segments[offset] });
      const record = logRecord({ offset, timestamp: NO_TIME, key: "a", value });
      const { output, state } = states.step(record);
      expect(state).toEqual(JSON.parse(JSON.stringify(state)));
      expect(output?.value.time).toBeNull();
      return output?.value.distance ?? NaN;
    });
  };
  const [, first = NaN, all = NaN] = metres([1, 1, 1]);
  expect(metres([undefined, undefined, undefined])).toEqual([0, first, all]);
  expect(metres(["1", "2", null])).toEqual([0, first, all]);
  expect(metres([1, 1, 2])).toEqual([0, first, first]);
  expect(metres([1, 2, 2])).toEqual([0, 0, expect.closeTo(all - first, 9)]);
  expect(metres([1, 2, 3])).toEqual([0, 0, 0]);
  expect(metres([1, undefined, 1])).toEqual([0, 0, 0]);
});

test("the same way in another unit differs by the unit alone", () => {
  const metres = run("m");
  for (const unit of Object.keys(UNITS) as Unit[]) {
    for (const [i, { distance }] of run(unit).entries()) {
      expect(distance).toBe((metres[i]?.distance ?? NaN) / UNITS[unit]);
    }
  }
  expect((run("km").at(-1)?.distance ?? 0) / (run("mi").at(-1)?.distance ?? 0)).toBeCloseTo(1.609344, 12);
});

test("an unknown unit or algorithm is refused", () => {
  for (const options of [{ unit: "ly" }, { unit: "km", algorithm: "guess" }]) {
    expect(() => cumulativeDistance(options as Parameters<typeof cumulativeDistance>[0])).toThrow(
      expect.objectContaining({ code: "BAD_OPTION" }) as Error,
    );
  }
});
