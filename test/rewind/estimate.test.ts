import { expect, test } from "vitest";
import { estimate } from "../../src/rewind/estimate";

const move = (toReplay: number) => ({
  topic: "raw",
  partition: 0,
  currentOffset: 0,
  newOffset: 0,
  logStartOffset: 0,
  logEndOffset: toReplay,
  toReplay,
});
const unknown = { keys: undefined, rate: undefined };

test("what was seen at the edges is extended over the rest, each partition by its own", () => {
  const edges = [
    { seen: { records: 9, offsets: 10, bytes: 1000 } },
    { seen: { records: 10, offsets: 10, bytes: 2000 } },
  ];
  expect(estimate([move(1000), move(100)], edges, { keys: 7, rate: 500 })).toEqual({
    records: 1000,
    bytes: 120_000,
    keys: 7,
    milliseconds: 2000,
  });
});

test("a partition of which nothing was seen is taken for one like the others", () => {
  const edges = [
    { seen: { records: 5, offsets: 10, bytes: 100 } },
    { seen: { records: 0, offsets: 0, bytes: 0 } },
  ];
  expect(estimate([move(100), move(100)], edges, unknown)).toMatchObject({ records: 100, bytes: 2000 });
});

test("with nothing seen at all, offsets are what is known; there are not more keys than records", () => {
  const edges = [{ seen: { records: 0, offsets: 0, bytes: 0 } }];
  expect(estimate([move(3)], edges, { keys: 7, rate: undefined })).toEqual({
    records: 3,
    bytes: undefined,
    keys: 3,
    milliseconds: undefined,
  });
});
