import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { chapter10 } from "../../src/exercises/chapter-10";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { inPackets } from "../../src/processor/library/in-packets";
import { pipe } from "../../src/processor/library/pipe";
import { sampleLengths } from "../audit/tracks";
import { testPlace } from "../fixtures/place";
import type { Workbook } from "../../src/workbook";

const place = testPlace();
let workbook: Workbook;

/** What the notebook has done by the time of its exercises. */
beforeAll(async () => {
  workbook = await place.workbook();
  const topic = workbook.names.twice;
  const file = path.resolve("data/journeys.csv");
  const { added } = await workbook.ingest(file, { topic });
  await workbook.ingest(file, { topic, again: true });
  const name = workbook.names.own("wrong-distances");
  const processor = pipe(cumulativeDistance({ unit: "km" }), inPackets({ size: 5, restartAt: added }));
  await workbook.process(processor, { topic, group: name, output: name });
});

function judged(id: keyof typeof chapter10, answer: unknown): Promise<true | string> {
  return Promise.resolve(chapter10[id].judge(answer, workbook));
}

test("10.1: the records that were there before, not all of them", async () => {
  expect(await judged("10.1", 741)).toBe(true);
  expect(await judged("10.1", 1482)).toBe("That is too large.");
});

test("10.2: a list of tracks, in any order; what is wrong with another one is said without naming what lacks", async () => {
  expect(await judged("10.2", ["110", "106"])).toBe(true);
  expect(await judged("10.2", [110, 106])).toBe(true);
  expect(await judged("10.2", ["106"])).toBe("Those are missing, but not only those.");
  expect(await judged("10.2", [])).toBe("The list is empty, and some are missing.");
  expect(await judged("10.2", ["106", "110", "101"])).toBe("Track 101 is in the wrong table.");
  expect(await judged("10.2", ["7"])).toBe("The log has no track 7.");
  expect(await judged("10.2", 2)).toContain("A list of track ids is asked for");
});

test("10.3: the ways home of the tracks in the table, as measured from their points alone", async () => {
  let metres = 0;
  for (const lengths of sampleLengths().values()) {
    const [once, twice] = [lengths.by("once"), lengths.by("twice")];
    if (lengths.points >= 5) metres += twice![0]! - 2 * once![0]!;
  }
  expect(await judged("10.3", metres / 1000)).toBe(true);
  expect(await judged("10.3", metres)).toBe("That is too large.");
  expect(await judged("10.3", 0)).toBe("That is too small.");
});
