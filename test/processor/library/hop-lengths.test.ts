import fc from "fast-check";
import { expect, test } from "vitest";
import { ALGORITHMS, type Algorithm } from "../../../src/distance/algorithms";
import { geodesic } from "../../../src/distance/geodesic";
import { haversine } from "../../../src/distance/haversine";
import { cumulativeDistance } from "../../../src/processor/library/cumulative-distance";
import { hopLengths } from "../../../src/processor/library/hop-lengths";
import { at, fold, metresNorth, points } from "./fold";

test("each hop by both algorithms, and which way they differ", () => {
  const [first, second] = metresNorth(0, 100);
  const [none, [hop]] = fold(hopLengths({ algorithm: "haversine" }), at([0, 5], [first, second])) as [
    [],
    [object],
  ];
  expect(none).toEqual([]);
  const metres = haversine(first!, second!);
  const reference_metres = geodesic(first!, second!);
  expect(hop).toEqual({
    ...{ track_id: "k", from_latitude: 50, from_longitude: 20, ...second },
    ...{ algorithm: "haversine", metres, reference: "geodesic", reference_metres },
    ...{ difference: metres - reference_metres, time: "1970-01-01T00:00:05.000Z" },
  });
});

test("the hops of a track are its distance", () => {
  const algorithms = fc.constantFrom(...(Object.keys(ALGORITHMS) as Algorithm[]));
  fc.assert(
    fc.property(points, algorithms, algorithms, (records, algorithm, reference) => {
      const hops = fold(hopLengths({ algorithm, reference }), records).flat();
      const total = (by: Algorithm) =>
        fold(cumulativeDistance({ unit: "m", algorithm: by }), records)
          .flat()
          .at(-1)?.distance ?? 0;
      const sum = (lengths: number[]) => lengths.reduce((all, length) => all + length, 0);
      expect(sum(hops.map(({ metres }) => metres))).toBeCloseTo(total(algorithm), 6);
      expect(sum(hops.map(({ reference_metres }) => reference_metres))).toBeCloseTo(total(reference), 6);
    }),
  );
});

test("an unknown algorithm is refused", () => {
  for (const options of [{ algorithm: "flat" }, { algorithm: "haversine", reference: "flat" }]) {
    expect(() => hopLengths(options as { algorithm: Algorithm })).toThrow(
      expect.objectContaining({ code: "BAD_OPTION" }) as Error,
    );
  }
});
