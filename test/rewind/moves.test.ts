import fc from "fast-check";
import { expect, test } from "vitest";
import { planMoves, type Move, type Place } from "../../src/rewind/moves";
import { current, earliest, fromCsv, latest, shiftBy, toDatetime, toOffset } from "../../src/rewind/targets";

/** Some partitions, each with its log's start and end, perhaps a playhead in it, perhaps a record of the time asked for. */
const places = fc
  .array(
    fc.record({
      start: fc.nat(1000),
      length: fc.nat(1000),
      at: fc.option(fc.nat(1000)),
      hit: fc.option(fc.nat()),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((list) =>
    list.map(({ start, length, at, hit }, partition): Place => ({
      topic: "raw",
      partition,
      currentOffset: at === null ? null : start + Math.min(at, length),
      logStartOffset: start,
      logEndOffset: start + length,
      offsetAt: hit === null || length === 0 ? undefined : start + (hit % length),
    })),
  );

const to = (moves: readonly Move[]) => moves.map(({ newOffset }) => newOffset);

test("each target goes where Kafka's tool goes, and replays what is left of the log from there", () => {
  fc.assert(
    fc.property(places, (list) => {
      const all = {
        earliest: planMoves(list, earliest()),
        latest: planMoves(list, latest()),
        current: planMoves(list, current()),
        datetime: planMoves(list, toDatetime(new Date(0))),
      };
      expect(to(all.earliest)).toEqual(list.map(({ logStartOffset }) => logStartOffset));
      expect(to(all.latest)).toEqual(list.map(({ logEndOffset }) => logEndOffset));
      expect(to(all.current)).toEqual(
        list.map(({ currentOffset, logEndOffset }) => currentOffset ?? logEndOffset),
      );
      expect(to(all.datetime)).toEqual(list.map(({ offsetAt, logEndOffset }) => offsetAt ?? logEndOffset));
      for (const moves of Object.values(all)) {
        for (const [i, move] of moves.entries()) {
          expect(move.toReplay).toBe(move.logEndOffset - (move.newOffset ?? NaN));
          expect(move.currentOffset).toBe(list[i]?.currentOffset);
          expect(move).not.toHaveProperty("clampedFrom");
        }
      }
    }),
  );
});

test("an offset is had by every partition, or all is refused, or the nearest is taken where that was asked for", () => {
  fc.assert(
    fc.property(places, fc.nat(2500), (list, offset) => {
      const outside = list.filter(({ logStartOffset: a, logEndOffset: b }) => offset < a || offset > b);
      const plan = () => planMoves(list, toOffset(offset));
      if (outside.length === 0) expect(to(plan())).toEqual(list.map(() => offset));
      else expect(plan).toThrow(expect.objectContaining({ code: "OFFSET_OUT_OF_RANGE" }));
      const clamped = planMoves(list, toOffset(offset), { clamp: true });
      for (const { newOffset, logStartOffset, logEndOffset, clampedFrom } of clamped) {
        const within = offset >= logStartOffset && offset <= logEndOffset;
        expect(newOffset).toBe(within ? offset : offset < logStartOffset ? logStartOffset : logEndOffset);
        expect(clampedFrom).toBe(within ? undefined : offset);
      }
    }),
  );
});

test("a shift is from the playhead, and inverse to the shift back", () => {
  fc.assert(
    fc.property(places, fc.integer({ min: -500, max: 500 }), (list, by) => {
      if (list.some(({ currentOffset }) => currentOffset === null)) {
        const noPlayhead = expect.objectContaining({ code: "NO_PLAYHEAD" }) as Error;
        expect(() => planMoves(list, shiftBy(by))).toThrow(noPlayhead);
        return;
      }
      const there = planMoves(list, shiftBy(by), { clamp: true });
      for (const { currentOffset, newOffset, logStartOffset, logEndOffset } of there) {
        const wanted = (currentOffset ?? NaN) + by;
        expect(newOffset).toBe(Math.min(Math.max(wanted, logStartOffset), logEndOffset));
      }
      if (there.some(({ clampedFrom }) => clampedFrom !== undefined)) return;
      const moved = list.map((place, i) => ({ ...place, currentOffset: there[i]?.newOffset ?? null }));
      expect(to(planMoves(moved, shiftBy(-by)))).toEqual(list.map(({ currentOffset }) => currentOffset));
    }),
  );
});

const place = (facts: Partial<Place> = {}): Place => ({
  topic: "raw",
  partition: 0,
  currentOffset: 0,
  logStartOffset: 0,
  logEndOffset: 681,
  ...facts,
});

test("the log's end itself is an offset to go to: nothing is replayed", () => {
  expect(planMoves([place()], toOffset(681))).toMatchObject([
    { currentOffset: 0, newOffset: 681, toReplay: 0 },
  ]);
});

test.each([
  [3, { logStartOffset: 10 }, "7 offsets (3 to 9) have been deleted"],
  [9, { logStartOffset: 10 }, "1 offset (9 to 9) have been deleted"],
  [700, {}, "the log ends 19 offsets before"],
])("offset %d outside of the log %j is refused with the gap", (offset, facts, gap) => {
  expect(() => planMoves([place(facts)], toOffset(offset))).toThrow(
    expect.objectContaining({
      code: "OFFSET_OUT_OF_RANGE",
      message: expect.stringContaining(gap) as string,
      remedy: expect.stringContaining("--clamp") as string,
    }),
  );
});

test("shifted back beyond the very first offset: refused, or the log's start", () => {
  const early = place({ currentOffset: 5 });
  expect(() => planMoves([early], shiftBy(-8))).toThrow("3 before offset 0");
  expect(planMoves([early], shiftBy(-8), { clamp: true })).toMatchObject([{ newOffset: 0, clampedFrom: -3 }]);
});

test("many partitions outside are counted, not all listed", () => {
  const list = Array.from({ length: 100 }, (_, partition) => place({ partition, logEndOffset: 1 }));
  const plan = () => planMoves(list, toOffset(2));
  expect(plan).toThrow("… and so on 92 more partitions");
  expect(plan).not.toThrow("partition 99");
});

test("a file says each partition's offset", () => {
  const list = [place(), place({ partition: 1 }), place({ topic: "other" })];
  expect(to(planMoves(list, fromCsv("other,0,3\nraw,1,2\nraw,0,1\n")))).toEqual([1, 2, 3]);
  expect(() => planMoves(list, fromCsv("other,0,3\nraw,1,700\nraw,0,1\n"))).toThrow(
    "Offset 700 is not in raw partition 1",
  );
});
