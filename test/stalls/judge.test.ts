import { expect, test } from "vitest";
import { looked, stalledSince, unheardOf, type Seen, type Standing } from "../../src/stalls/judge";

const PATIENCE = 10;

function standing(partition: number, more: Partial<Standing> = {}): Standing {
  return { partition, offset: 5, stable: 9, end: 9, work: 0, ...more };
}

/** Looks every ms. */
function history(...looks: Standing[][]): Map<number, Seen> {
  let seen = new Map<number, Seen>();
  looks.forEach((now, at) => (seen = looked(seen, now, at)));
  return seen;
}

const partitions = (seen: Seen[]) => seen.map((one) => one.standing.partition);

test("a partition that stands while there is lag has stalled; one that goes on has not", () => {
  const looks = Array.from({ length: 12 }, (_, at) => [standing(0), standing(1, { offset: at, end: 99 })]);
  const seen = history(...looks);
  expect(partitions(stalledSince(seen, 11, PATIENCE))).toEqual([0]);
  expect(seen.get(0)?.since).toBe(0);
  expect(stalledSince(seen, 9, PATIENCE)).toEqual([]);
});

test("without lag nothing has stalled, however long it stands; the time counts from the first lag", () => {
  const done = [standing(0, { offset: 9 })];
  const seen = history(done, done, [standing(0, { offset: 9, end: 12 })]);
  expect(seen.get(0)?.since).toBe(2);
  expect(stalledSince(seen, 11, PATIENCE)).toEqual([]);
  expect(partitions(stalledSince(seen, 12, PATIENCE))).toEqual([0]);
  expect(stalledSince(history(done), 100, PATIENCE)).toEqual([]);
});

test("a state that is being restored is progress, too; and so is a rewind", () => {
  const seen = history([standing(0), standing(1)], [standing(0, { work: 1 }), standing(1, { offset: 2 })]);
  expect([...seen.values()].map(({ since }) => since)).toEqual([1, 1]);
});

test("where nothing is heard, all that was seen is suspicious, with lag or without", () => {
  const seen = history([standing(0, { offset: 9 }), standing(1)]);
  expect(partitions(unheardOf(seen, PATIENCE, PATIENCE))).toEqual([0, 1]);
  expect(unheardOf(seen, PATIENCE - 1, PATIENCE)).toEqual([]);
});
