import fc from "fast-check";
import { expect, test } from "vitest";
import { Timeline } from "../../src/tracks/timeline";

interface Row {
  track: string;
  eventTime: number;
}

const rows = fc.array(
  fc.record({ track: fc.constantFrom("a", "b", "c", "d"), eventTime: fc.integer({ min: 0, max: 1e6 }) }),
  { minLength: 1, maxLength: 60 },
);

function placesOf(given: readonly Row[]): number[] {
  const timeline = new Timeline();
  const begun = new Set<string>();
  return given.map(({ track, eventTime }) => {
    const begins = !begun.has(track);
    begun.add(track);
    return timeline.place(eventTime, begins);
  });
}

const times = (given: readonly Row[]): number[] => given.map(({ eventTime }) => eventTime);

test("the first row stands at 0, and no row before the one before it", () => {
  fc.assert(
    fc.property(rows, (given) => {
      const places = placesOf(given);
      expect(places[0]).toBe(0);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }),
  );
});

test("rows whose times rise stand where their times say, whatever their tracks", () => {
  fc.assert(
    fc.property(rows, (given) => {
      const sorted = [...given].sort((a, b) => a.eventTime - b.eventTime);
      const first = sorted[0]!.eventTime;
      expect(placesOf(sorted)).toEqual(times(sorted).map((time) => time - first));
    }),
  );
});

test("one track after the other: each keeps its own pauses, and none runs beside another", () => {
  fc.assert(
    fc.property(rows, (given) => {
      const grouped = [...given].sort((a, b) => a.track.localeCompare(b.track) || a.eventTime - b.eventTime);
      const places = placesOf(grouped);
      for (let i = 1; i < grouped.length; i++) {
        const [before, row] = [grouped[i - 1]!, grouped[i]!];
        const pause = row.eventTime - before.eventTime;
        if (row.track === before.track) expect(places[i]! - places[i - 1]!).toBe(pause);
        else expect(places[i]! - places[i - 1]!).toBe(Math.max(pause, 0));
      }
    }),
  );
});

test("a late row changes nothing for those after it", () => {
  fc.assert(
    fc.property(rows, fc.nat(), fc.nat(), (given, where, how) => {
      const sorted = [...given].sort((a, b) => a.eventTime - b.eventTime);
      const at = where % sorted.length;
      const before = sorted[at]!;
      const late = { track: before.track, eventTime: before.eventTime - (how % 1000) };
      const places = placesOf([...sorted.slice(0, at + 1), late, ...sorted.slice(at + 1)]);
      expect(places[at + 1]).toBe(places[at]);
      places.splice(at + 1, 1);
      expect(places).toEqual(placesOf(sorted));
    }),
  );
});
