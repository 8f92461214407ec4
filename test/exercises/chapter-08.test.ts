import { expect, test } from "vitest";
import { geodesic } from "../../src/distance/geodesic";
import { chapter08 } from "../../src/exercises/chapter-08";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { defineProcessor, type InputRecord } from "../../src/processor/processor";
import type { TrackPoint } from "../../src/tracks/track-point";
import { sampleWorkbook } from "./sample-workbook";

const workbook = sampleWorkbook();

type State = { distance: number; last?: TrackPoint };
const NONE: State = { distance: 0 };

/** Moves of at least so many metres, from the last place that counted or from the last point. */
function moves({ least = 3, fromLastPoint = false, silent = false }) {
  return defineProcessor({
    name: "own",
    initialState: NONE,
    step: ({ distance, last }: State, { value }: InputRecord<TrackPoint>) => {
      const move = last === undefined ? 0 : geodesic(last, value);
      const counts = last === undefined || move >= least;
      const next: State = counts
        ? { distance: distance + move, last: value }
        : { distance, last: fromLastPoint ? value : last };
      return silent && !counts ? [next] : [next, { distance: next.distance }];
    },
  });
}

test("08.3: the sum of real moves is right, however it was written", async () => {
  const { judge } = chapter08["08.3"];
  expect(await judge(moves({}), workbook())).toBe(true);
});

test("08.3: what is no processor, or does something else, is told why", async () => {
  const { judge } = chapter08["08.3"];
  for (const answer of [3, null, {}, () => 3]) {
    expect(await judge(answer, workbook())).toContain("A processor is asked for");
  }
  expect(await judge(moves({ least: 0 }), workbook())).toMatch(/^Track 101: the distance is too long/);
  expect(await judge(moves({ fromLastPoint: true }), workbook())).toMatch(/: the distance is too short/);
  expect(await judge(moves({ silent: true }), workbook())).toContain("for every point");
  expect(await judge(cumulativeDistance({ unit: "km" }), workbook())).toMatch(/too short\. Is it in metres/);
  const failing = defineProcessor({
    name: "failing",
    initialState: 0,
    step: (): never => {
      throw new Error("oh");
    },
  });
  expect(await judge(failing, workbook())).toMatch(/^It can't be run\..*oh/);
  const other = defineProcessor({ name: "other", initialState: 0, step: () => [0, { metres: 1 }] });
  expect(await judge(other, workbook())).toContain("no number `distance`");
});

test("08.1 and 08.2: the right numbers are those of the home's own records", async () => {
  expect(await chapter08["08.1"].judge(0, workbook())).toBe("That is too small.");
  expect(await chapter08["08.2"].judge(1000, workbook())).toBe("That is too large.");
});
