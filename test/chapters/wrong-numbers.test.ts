import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { openChapter } from "../../src/chapters/open-chapter";
import { cumulativeDistance, type DistanceOutput } from "../../src/processor/library/cumulative-distance";
import { inPackets } from "../../src/processor/library/in-packets";
import { pipe } from "../../src/processor/library/pipe";
import type { Workbook } from "../../src/workbook";
import { testPlace } from "../fixtures/place";
import { inNotebook } from "../notebook/hook";
import { REAL_FILE } from "../notebooks/truth";

const place = testPlace();
let opened: Workbook | undefined;
afterAll(() => opened?.close());

/** Opens the chapter; what it showed says what it had to do. */
async function open(): Promise<{ workbook: Workbook; said: string }> {
  const options = { ...(await place.config()), dataFile: path.resolve("data/journeys.csv") };
  const shown = await inNotebook(async () => (opened = await openChapter(10, options)));
  return { workbook: opened as Workbook, said: shown.map(({ bundle }) => bundle["text/plain"]).join("\n") };
}

/** The tutorial's pipeline over a file that was ingested twice: the last result of each track. */
async function wrongTable(workbook: Workbook, file: string, unit: "mi" | "km", topic: string) {
  const first = await workbook.ingest(file, { topic });
  await workbook.ingest(file, { topic, again: true });
  const processor = pipe(cumulativeDistance({ unit }), inPackets({ size: 5, restartAt: first.facts.added }));
  const name = workbook.names.own("wrong-distances");
  const run = await workbook.process(processor, { topic, group: name, output: name });
  const outputs = await workbook.outputs<DistanceOutput>(run);
  return { run, table: [...new Map(outputs.map(({ key, output }) => [key, output])).values()] };
}

test("the topic that is filled twice is empty whenever the chapter begins, and so the story can be told again", async () => {
  for (const again of [false, true]) {
    const { workbook, said } = await open();
    const { source, twice } = workbook.names;
    expect(said).toContain(again ? `${twice} was removed` : "journeys.csv was ingested");
    expect((await workbook.topics(source))[0]?.logEndOffset).toBe(741);
    const { run, table } = await wrongTable(workbook, workbook.dataFile, "km", twice);
    expect((await workbook.topics(twice))[0]?.logEndOffset).toBe(2 * 741);
    expect(run.recordsIn).toBe(2 * 741);
    const report = await workbook.audit(table, { topic: twice });
    expect(report.common).toMatchObject({ unit: "km", history: "twice-unflushed" });
    expect(report.filter(({ verdict }) => verdict === "absent").map(({ track_id }) => track_id)).toEqual([
      "106",
      "110",
    ]);
  }
});

/** As the tutorial published them: track, miles, kilometres. */
const PUBLISHED = [
  ["1", 4.7331457, 7.61726],
  ["2", 9.325435, 15.0078335],
  ["3", 1.4511027, 2.3353236],
  ["4", 12.80555, 20.608536],
  ["8", 0.75905204, 1.2215759],
  ["11", 4.7948756, 7.716604],
  ["12", 1.0263699, 1.6517822],
  ["13", 14.175262, 22.812874],
] as const;

describe.skipIf(!existsSync(REAL_FILE))("with the tutorial's own file", () => {
  test.each([
    ["mi", 1],
    ["km", 2],
  ] as const)("the wrong pipeline makes its published table in %s, to seven digits", async (unit, column) => {
    const workbook = await place.workbook();
    const { table } = await wrongTable(workbook, REAL_FILE, unit, place.unique("twice"));
    expect(table.map(({ track_id }) => track_id)).toEqual(PUBLISHED.map(([track]) => track));
    table.forEach(({ distance }, index) => {
      const published = PUBLISHED[index]![column];
      expect(Math.abs(distance / published - 1), `track ${PUBLISHED[index]![0]}`).toBeLessThan(1e-7);
    });
  });
});
