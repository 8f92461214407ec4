import { beforeAll, expect, test } from "vitest";
import { readJournal } from "../../src/journal/journal";
import { committedOffsets } from "../../src/kafka/offsets";
import { listTopics } from "../../src/kafka/topics";
import { cumulativeDistance } from "../../src/processor/library/cumulative-distance";
import { earliest, toDatetime, toOffset } from "../../src/rewind/targets";
import type { Workbook } from "../../src/workbook";
import { testPlace } from "../fixtures/place";

/** A dry run of the walk-through's own group, which has a run in miles. */

const place = testPlace();
const { calculator, journal, source } = place.names;
let workbook: Workbook;

beforeAll(async () => {
  workbook = await place.workbook();
  await workbook.ingest("data/journeys.csv");
  await workbook.process(cumulativeDistance({ unit: "mi" }));
  await workbook.write();
});

async function everything() {
  const connection = await place.connection();
  return {
    committed: await committedOffsets(connection, calculator),
    topics: (await listTopics(connection)).filter((topic) => topic.startsWith(place.prefix)),
    journal: await readJournal(connection, journal),
  };
}

test("it tells times, keys, bytes and the time it will take, what is warmed up and whose results are replaced", async () => {
  const plan = await workbook.rewind(calculator, toDatetime("2023-03-09T00:00:00Z"));
  const [move] = plan.moves;
  const [{ first, last } = {}] = plan.outlook.edges;
  expect(first?.offset).toBe(move?.newOffset);
  expect(first?.timestamp).toBeGreaterThanOrEqual(Date.UTC(2023, 2, 9));
  expect(last?.offset).toBe(740);
  const [before] = await workbook.records(source, { from: (move?.newOffset ?? 0) - 1, count: 1 });
  expect(before?.timestamp.localeCompare("2023-03-09")).toBe(-1);
  const { estimate, results, warmUp } = plan.outlook;
  expect(estimate).toMatchObject({ records: plan.toReplay, keys: 10 });
  expect(estimate.bytes).toBeGreaterThan(plan.toReplay * 50);
  expect(estimate.milliseconds).toBeGreaterThan(0);
  expect(warmUp).toMatchObject([{ same: { offsets: move?.newOffset }, other: { offsets: move?.newOffset } }]);
  expect(results).toMatchObject([{ goesOn: false, shown: { number: 1, where: "dist_calc" } }]);
  expect(plan.text).toContain(
    "dist_calc shows run 1 (cumulative-distance 1 (algorithm geodesic, unit mi)) until run 2",
  );
});

test("on a live group, too, and it changes nothing: offsets, topics, journal", async () => {
  const following = await workbook.follow(cumulativeDistance({ unit: "mi" }));
  await following.caughtUp;
  const before = await everything();
  const plan = await workbook.rewind(calculator, earliest());
  expect(plan.text).toContain("no, the group has a member");
  JSON.stringify(plan);
  expect(await everything()).toEqual(before);
  await following.stop();
});

test("where the playhead stays, the run goes on and nothing is replaced", async () => {
  const plan = await workbook.rewind(calculator, toOffset(741));
  expect(plan.outlook.results).toMatchObject([{ goesOn: true }]);
  expect(plan.text).toContain("nothing: run 1 goes on from there");
});

test("of a group that has never processed anything here, what is not known is not told", async () => {
  const plan = await workbook.rewind(place.unique("newcomer"), toOffset(100));
  expect(plan.outlook.estimate).toMatchObject({ keys: undefined, milliseconds: undefined, records: 641 });
  expect(plan.text).toContain("not measured yet");
  expect(plan.text).toContain("which is not there yet");
  expect(plan.text).toContain(calculator);
});
