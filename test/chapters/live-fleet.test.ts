import { afterAll, expect, test } from "vitest";
import { chapterPlace } from "../../src/chapters/chapters";
import { openChapter } from "../../src/chapters/open-chapter";
import type { Config } from "../../src/config";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { openWorkbook, type Workbook } from "../../src/workbook";
import { playhead } from "../fixtures/command";
import { errorOf } from "../fixtures/errors";
import { testPlace } from "../fixtures/place";
import { inNotebook } from "../notebook/hook";

const place = testPlace();
const quick = cumulativeDistance({ unit: "km", algorithm: "haversine" });
let opened: Workbook | undefined;
afterAll(() => opened?.close());

async function open(): Promise<{ workbook: Workbook; said: string }> {
  const given: Config = await place.config();
  const shown = await inNotebook(async () => (opened = await openChapter(6, given)));
  return { workbook: opened as Workbook, said: shown.map(({ bundle }) => bundle["text/plain"]).join("\n") };
}

/** Where the notebook begins: how many points are in the log, how far the group is, how many trips the table has. */
async function beginning(workbook: Workbook): Promise<unknown> {
  const [topic] = await workbook.topics(workbook.names.source);
  const [group] = await workbook.groups(workbook.names.calculator);
  const [table] = await workbook.query("SELECT count(*) AS trips, max(event_time) AS latest FROM dist_calc");
  return { end: topic?.logEndOffset, lag: group?.lag, trips: table?.["trips"], latest: table?.["latest"] };
}

test("it begins at nine, whatever an earlier visit has left, and leaves the walk-through's names alone", async () => {
  const base = await place.workbook();
  await base.ingest((await place.config()).dataFile);
  const before = (await base.topics()).filter(({ topic }) => topic === base.names.source);

  const { workbook, said } = await open();
  expect(said).toContain("the fleet's points until 09:00 UTC were ingested");
  const first = await beginning(workbook);
  expect(first).toMatchObject({ lag: 0 });
  const fleet = await workbook.followIngesting(workbook.dataFile, { speed: 60 });
  const following = await workbook.follow(quick);
  await following.caughtUp;
  const window = { from: "2024-05-06T07:15:00Z", to: "2024-05-06T08:15:00Z" };
  const exact = await workbook.process(cumulativeDistance({ unit: "km" }), { window });
  await following.stop();
  await (await workbook.applyWindow(exact)).execute();
  expect((await fleet.stop()).facts.added).toBeGreaterThan(0);

  const { workbook: again } = await open();
  expect(await beginning(again)).toEqual(first);
  expect(await again.runs()).toHaveLength(1);
  expect((await base.topics()).filter(({ topic }) => topic === base.names.source)).toEqual(before);
});

test("while another notebook follows the fleet, it is told who, and nothing is removed", async () => {
  await open();
  const other = openWorkbook({ ...(await place.config()), ...chapterPlace(6, await place.config()) });
  const following = await other.follow(quick);
  const error = await errorOf(open());
  expect(error.code).toBe("GROUP_ACTIVE");
  expect(error.message).toContain(other.names.calculator);
  expect((await other.topics(other.names.source))[0]?.logEndOffset).toBeGreaterThan(5000);
  await following.stop();
  await other.close();
});

test("the command brings it about as well", async () => {
  const { code, stdout } = await playhead(["chapter", "06"], await place.env());
  expect(stdout).toContain("Ready for notebooks/06-two-playheads.ipynb");
  expect(code).toBe(0);
});
