import fc from "fast-check";
import { expect, test } from "vitest";
import type { PartitionOffsets } from "../../src/kafka/offsets";
import { planMoves } from "../../src/rewind/moves";
import { earliest, toOffset } from "../../src/rewind/targets";

/** A log of some partitions, each with its start, its end and perhaps a playhead. */
const partitions = fc.array(
  fc
    .record({ start: fc.nat(1000), length: fc.nat(1000), at: fc.option(fc.nat(2000)) })
    .map(({ start, length, at }) => ({ start, end: start + length, at })),
  { minLength: 1, maxLength: 8 },
);

function offsets(list: { start: number; end: number; at: number | null }[]) {
  const by = (value: (one: { start: number; end: number; at: number | null }) => number | null) =>
    new Map(
      list.map((one, partition) => [partition, value(one)]).filter(([, offset]) => offset !== null) as [
        number,
        number,
      ][],
    );
  return {
    log: { start: by(({ start }) => start), end: by(({ end }) => end) },
    committed: by(({ at }) => at) satisfies PartitionOffsets,
  };
}

test("to earliest: each partition goes to its own log's start and replays all that is left of it", () => {
  fc.assert(
    fc.property(partitions, (list) => {
      const { log, committed } = offsets(list);
      expect(planMoves("raw", earliest(), log, committed)).toEqual(
        list.map(({ start, end, at }, partition) => ({
          topic: "raw",
          partition,
          currentOffset: at,
          newOffset: start,
          logStartOffset: start,
          logEndOffset: end,
          toReplay: end - start,
        })),
      );
    }),
  );
});

test("to an offset: every partition goes there, or all is refused where one does not have it", () => {
  fc.assert(
    fc.property(partitions, fc.nat(2500), (list, offset) => {
      const { log, committed } = offsets(list);
      const outside = list.findIndex(({ start, end }) => offset < start || offset > end);
      const plan = () => planMoves("raw", toOffset(offset), log, committed);
      if (outside === -1) {
        expect(plan().map(({ newOffset }) => newOffset)).toEqual(list.map(() => offset));
        expect(plan().map(({ toReplay }) => toReplay)).toEqual(list.map(({ end }) => end - offset));
      } else {
        expect(plan).toThrow(
          expect.objectContaining({
            code: "OFFSET_OUT_OF_RANGE",
            message: `Offset ${offset} is not in raw partition ${outside}, which holds ${list[outside]?.start} to ${list[outside]?.end}`,
          }),
        );
      }
    }),
  );
});

test("the log's end itself is an offset to go to: nothing is replayed", () => {
  const at = (offset: number) => new Map([[0, offset]]);
  const [move] = planMoves("raw", toOffset(681), { start: at(0), end: at(681) }, at(0));
  expect(move).toMatchObject({ currentOffset: 0, newOffset: 681, toReplay: 0 });
});
